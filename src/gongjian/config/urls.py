"""The one map of addresses: each app hangs below its own word."""

from django.urls import include, path

from gongjian.config.api import api
from gongjian.config.requests.health import healthz

urlpatterns = [
    path("", include("gongjian.insight.urls")),
    path("healthz", healthz, name="healthz"),
    path("api/v1/", api.urls),
    path("account/", include("gongjian.people.urls")),
    path("bodies/", include("gongjian.org.urls")),
    path("matters/", include("gongjian.problems.urls")),
    path("matters/", include("gongjian.matters.urls")),
    path("appeals/", include("gongjian.appeals.urls")),
    path("proposals/", include("gongjian.proposals.urls")),
    path("pairing/", include("gongjian.pairing.urls")),
    path("bulletin/", include("gongjian.bulletin.urls")),
    path("contests/", include("gongjian.evaluation.urls")),
    path("ledger/", include("gongjian.audit.urls")),
    path("files/", include("gongjian.files.urls")),
    path("messages/", include("gongjian.notify.urls")),
    path("workdays/", include("gongjian.workdays.urls")),
    path("rulebook/", include("gongjian.rulebook.urls")),
    path("web/", include("gongjian.web.urls")),
]
handler400 = "gongjian.web.views.bad_request"
handler403 = "gongjian.web.views.forbidden"
handler404 = "gongjian.web.views.not_found"
handler500 = "gongjian.web.views.server_error"
