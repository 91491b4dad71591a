"""The site as one file, and back: every row of every table, the files, and on demand the keys.

One shape for both databases, so a site may move from one to the other: ``tables`` knows rows, ``archive`` the file,
``making`` writes it, ``restoring`` reads it into a new site, ``command`` is what a person types.
"""
