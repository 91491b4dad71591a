"""What stands around every request: addresses and headers, compression, who acts, the limit of requests at once, replica, health."""
