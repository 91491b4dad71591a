"""The pages of the bulletin: notices, the desk, lost and found."""
