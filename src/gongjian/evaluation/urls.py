from django.urls import path

from . import views, views_entries
from .forms import ABOUT, CONTEST_FORMS, ENTRY_FORMS

app_name = "evaluation"
urlpatterns = [
    path("", views.contest_list, name="list"),
    path("draw-up-contest/", views.draw_up_contest, name="draw-up-contest"),
    path("mine/", views_entries.mine, name="mine"),
    path("desk/", views_entries.desk, name="desk"),
    path("entries/<str:number>/", views_entries.entry, name="entry"),
    path("entries/<str:number>/write-entry/", views_entries.write_entry, name="write-entry"),
    path("entries/<str:number>/score/", views_entries.score, name="score"),
    *(
        path(
            f"entries/<str:number>/{verb.replace('_', '-')}/",
            views_entries.order_entry,
            {"verb": verb},
            name=verb.replace("_", "-"),
        )
        for verb in ENTRY_FORMS
    ),
    path("<str:number>/", views.item, name="item"),
    path("<str:number>/start-entry/", views_entries.start_entry, name="start-entry"),
    path("<str:number>/entries/", views.entries, name="entries"),
    path("<str:number>/export/", views.export, name="export"),
    path("<str:number>/result-list/", views.result_list, name="result-list"),
    path("<str:number>/amend-contest/", views.amend_contest, name="amend-contest"),
    path("<str:number>/set-criteria/", views.set_criteria, name="set-criteria"),
    *(
        path(
            f"<str:number>/{verb.replace('_', '-')}/{f'<int:{ABOUT[verb]}>/' if verb in ABOUT else ''}",
            views.run_command,
            {"verb": verb},
            name=verb.replace("_", "-"),
        )
        for verb in CONTEST_FORMS
    ),
]
