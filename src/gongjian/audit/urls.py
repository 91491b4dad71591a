from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [
    path("", views.verify, name="verify"),
    path("check/", views.check, name="check"),
    path("receipt/", views.receipt_search, name="receipt-search"),
    path("receipt/<str:code>/", views.receipt, name="receipt"),
    path("receipt/<str:code>/export/", views.export_receipt, name="export-receipt"),
    path("check-receipt.py", views.checker, name="checker"),
]
