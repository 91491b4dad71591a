from django.urls import path

from . import views

app_name = "workdays"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("<int:year>/", views.calendar, name="year"),
    path("<int:year>/confirm/", views.confirm_year, name="confirm-year"),
    path("<int:year>/export/", views.export_days, name="export-days"),
    path("<int:year>/import/", views.import_days, name="import-days"),
    path("<int:year>/import/<int:pk>/", views.confirm_import, name="confirm-import"),
    path("days/<str:day>/set/", views.set_day, name="set-day"),
    path("days/<str:day>/clear/", views.clear_day, name="clear-day"),
    path("spans/add/", views.add_span, name="add-span"),
    path("spans/<str:kind>/<int:pk>/remove/", views.remove_span, name="remove-span"),
]
