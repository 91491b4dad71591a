"""``gongjian bench``: big stores by bulk paths, and the pages measured on them by real requests from a second process."""
