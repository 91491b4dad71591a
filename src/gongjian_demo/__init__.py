"""The demo university: fictional bodies, persons and matters, the same for the same seed. Never for a real store."""
