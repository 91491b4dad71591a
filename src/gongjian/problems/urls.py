"""Addresses of this app, below the word of all matters: included before theirs, whose ``<number>/`` takes everything."""

from django.urls import path

from gongjian.workflow.views import command_paths

from . import views, views_import, views_lists
from .operations import PAGES

app_name = "problems"
urlpatterns = [
    path("raise/", views.raise_problem, name="raise"),
    path("of-pair/<int:pair_id>/", views.of_pair, name="of-pair"),
    path("lists/", views_lists.lists, name="lists"),
    path("lists/export/", views_lists.lists_export, name="lists-export"),
    path("lists/paper/", views_lists.lists_paper, name="lists-paper"),
    path("lists/import/", views_lists.lists_import, name="lists-import"),
    path("lists/import/<int:pk>/", views_lists.confirm_lists_import, name="confirm-lists-import"),
    path("import/", views_import.import_problems, name="import"),
    path("import/<int:pk>/", views_import.confirm_import, name="confirm-import"),
    path("<str:number>/paper/", views_lists.paper, name="paper"),
    path("<str:number>/raised/", views.raised, name="raised"),
    path("<str:number>/draw-up/", views.draw_up, name="draw-up"),
    path("<str:number>/propose-adjustment/", views.propose_adjustment, name="propose-adjustment"),
    path("<str:number>/adjustments/<int:adjustment_id>/confirm/", views.confirm_adjustment, name="confirm-adjustment"),
    path("<str:number>/adjustments/<int:adjustment_id>/reject/", views.reject_adjustment, name="reject-adjustment"),
    *command_paths("<str:number>/", views.run_command, PAGES),
]
