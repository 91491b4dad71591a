"""What views of every app need of HTTP: the methods of a page with a form, and what was sent."""

from django.http import HttpRequest, QueryDict

BOTH = ["GET", "POST"]  # for ``require_http_methods``: a page that asks and answers


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it was nothing; None for a page that is only asked for."""
    return request.POST if request.method == "POST" else None
