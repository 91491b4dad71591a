"""Addresses of this app. A verb's word is the same here, in the view, the operation and the ledger."""

from django.urls import path

from gongjian.workflow.views import command_paths

from . import views, views_lists
from .operations import COMMANDS

app_name = "matters"
urlpatterns = [
    path("", views.listing, name="list"),
    path("public/", views.public, name="public"),
    path("public/<str:number>/", views.public_item, name="public-item"),
    path("export/", views_lists.export, name="export"),
    path("<str:number>/", views.item, name="item"),
    path("<str:number>/attach/", views.attach, name="attach"),
    path("<str:number>/write-up/", views.write_up, name="write-up"),
    path("<str:number>/read-raiser/", views.read_raiser, name="read-raiser"),
    *command_paths("<str:number>/", views.run_command, COMMANDS),
]
