"""Addresses of the reception and of the units that answer."""

from django.urls import URLPattern

desk_urls: list[URLPattern] = []
