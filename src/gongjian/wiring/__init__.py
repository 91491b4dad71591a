"""The switchboard: who reacts to whose events, nothing else."""
