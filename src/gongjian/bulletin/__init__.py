"""What the school tells and shows: columns, notices, lost and found, calls to act, how something was solved.

Owns: column (栏目), notice (公告), lost item (失物招领), call to act (行动倡议), read count (阅读数), subscription (订阅).
"""
