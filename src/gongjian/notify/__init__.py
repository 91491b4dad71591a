"""In-site messages: immediate or gathered in a daily digest. Knows nobody: a room's ``notices.py`` finds whom and what to say."""
