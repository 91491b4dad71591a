"""Who stands with whom: pairs of bodies with a plan, signatures, planned activities and outcomes; offers; matching.

Owns: pair (结对), plan (实施方案), member and part (发起方、参加方), signature, planned activity, outcome (成果),
offer (可提供的力量), matching (匹配: needs × offers → the best assignment with reasons; people decide).
"""
