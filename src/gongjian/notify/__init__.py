"""In-site messages: immediate or gathered in a daily digest. Knows nobody: an app's ``notices.py`` finds whom and what to say."""
