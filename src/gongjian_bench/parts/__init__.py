"""Measurements of single parts: imports, exports, ledger, search, matching, suggestions. Each uses a database of its own."""
