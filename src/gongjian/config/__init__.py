"""The gate: settings, urls, API root, navigation, the command. Knows all rooms."""
