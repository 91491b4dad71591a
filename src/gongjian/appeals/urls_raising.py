"""Addresses of those who raise, join, follow and judge."""

from django.urls import URLPattern

raising_urls: list[URLPattern] = []
