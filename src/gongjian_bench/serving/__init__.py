"""The pages of a store, measured by real requests to a real server; and what the server shows on demand of a header."""
