"""Addresses of this app."""

from django.urls import path

from . import views

app_name = "insight"
urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("figures/", views.figures, name="figures"),
    path("figures/export/", views.figures_export, name="figures-export"),
]
