"""The gate: settings, urls, API root, navigation, the command. Knows all apps.

``requests`` stands around every request, ``processes`` is what the command line starts, ``backup`` takes and restores backups.
"""
