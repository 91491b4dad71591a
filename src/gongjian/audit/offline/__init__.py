"""What a person can take away and run elsewhere: ``check_receipt.py`` is one file and needs nothing but Python."""
