"""What the command line starts or looks at: the server, the background worker, setting up, checks, log lines."""
