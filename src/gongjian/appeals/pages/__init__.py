"""The pages of appeals: one module for each subject."""
