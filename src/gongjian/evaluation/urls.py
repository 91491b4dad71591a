from functools import partial

from django.urls import path

from gongjian.workflow.views import command_paths

from . import operations, views, views_entries
from .operations import CONTEST_COMMANDS, ENTRY_COMMANDS

OWN_PAGE = ("set_criteria", "score")
OWN_LINE = ("dismiss_juror", "answer_objection")  # commands about one line of the contest's page
app_name = "evaluation"
urlpatterns = [
    path("", views.contest_list, name="list"),
    path("draw-up-contest/", views.draw_up_contest, name="draw-up-contest"),
    path("mine/", views_entries.mine, name="mine"),
    path("desk/", views_entries.desk, name="desk"),
    path("entries/<str:number>/", views_entries.entry, name="entry"),
    path("entries/<str:number>/score/", views_entries.score, name="score"),
    *command_paths("entries/<str:number>/", views_entries.run_command, ENTRY_COMMANDS.on_rows().without(*OWN_PAGE)),
    path("<str:number>/", views.item, name="item"),
    path("<str:number>/start-entry/", views_entries.start_entry, name="start-entry"),
    path("<str:number>/entries/", views.entries, name="entries"),
    path("<str:number>/export/", views.export, name="export"),
    path("<str:number>/result-list/", views.result_list, name="result-list"),
    path("<str:number>/set-criteria/", views.set_criteria, name="set-criteria"),
    path(
        "<str:number>/dismiss-juror/<int:juror_id>/",
        partial(views.run_command, command=operations.dismiss_juror),
        name="dismiss-juror",
    ),
    path(
        "<str:number>/answer-objection/<int:objection_id>/",
        partial(views.run_command, command=operations.answer_objection),
        name="answer-objection",
    ),
    *command_paths("<str:number>/", views.run_command, CONTEST_COMMANDS.on_rows().without(*OWN_PAGE, *OWN_LINE)),
]
