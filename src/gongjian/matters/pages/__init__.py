"""The pages of matters: one module for each subject; shapes and words only, the rules are elsewhere."""
