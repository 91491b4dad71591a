"""The bulletin: notices in columns, lost and found, calls to act, readers' subscriptions, how many times a thing was read.

Owns the words notice, column, lost item, answer, joining, subscription. A notice belongs to a body and is never published by
the one who wrote it. Source: S10, S36 (docs/sources.md).
"""
