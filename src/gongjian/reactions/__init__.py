"""The table of reactions: who reacts to whose events, nothing else."""
