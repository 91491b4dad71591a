"""Files that belong to something: evidence, minutes, plans. Stored once by their content; the type is judged by content.

Owns: stored file. Apps register as owners in their ``apps.py`` and say who may read; they ``store`` in their verbs.
"""
