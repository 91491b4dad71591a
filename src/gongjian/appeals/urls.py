"""Addresses of this app: the raiser's side and the desk's side, each in its own list."""

from .urls_desk import desk_urls
from .urls_raising import raising_urls

app_name = "appeals"
urlpatterns = [*raising_urls, *desk_urls]
