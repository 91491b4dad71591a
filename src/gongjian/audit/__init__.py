"""The ledger: who did what to what, when, on whose authority. Chained by hashes, only ever appended; receipts; seals.

Owns: entry, head, seal, receipt, verification. Other apps record through ``operations.record`` and read through
``queries.timeline``; their words and public states are registered in ``words`` and ``registry``.
"""
