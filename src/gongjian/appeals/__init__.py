"""Everything raised is answered: what is peculiar to an appeal, the deliberation board, routing, the three rates.

Owns: appeal (诉求), channel (渠道), routing rule (派单规则), reply template (答复模板), exclusion (剔除), radar (热点雷达),
board (议事平台), three rates (三率). The life itself, custody, replies and verdicts are of ``matters``.
"""
