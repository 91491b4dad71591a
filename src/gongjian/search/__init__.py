"""Search in Chinese from two characters on, the same on both databases. Knows no app: apps put their texts in.

Owns: document. Apps register a source in their ``apps.py`` (for rebuilding), ``put`` texts in their verbs, and use
``matching`` as a subquery of what a person may see.
"""
