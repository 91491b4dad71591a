"""The pages of pairs and of the matching."""
