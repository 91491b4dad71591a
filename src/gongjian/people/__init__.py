"""Accounts, and the persons behind them. Owns: person, account, API token. A person has no body: see ``org``."""
