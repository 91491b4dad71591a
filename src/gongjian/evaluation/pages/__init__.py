"""The pages of contests and entries."""
