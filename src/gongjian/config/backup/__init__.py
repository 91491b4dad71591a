"""The house as one file, and back: every row of every table, the files, and on demand the keys.

One shape for both databases, so a house may move from one to the other: ``tables`` knows rows, ``archive`` the file,
``making`` writes it, ``restoring`` reads it into a new house, ``command`` is what a person types.
"""
