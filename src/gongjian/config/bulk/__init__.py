"""``gongjian bench import`` and ``bench export``: how fast much goes in and out, and that memory stays the same."""
