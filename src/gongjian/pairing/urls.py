from django.urls import path

from gongjian.workflow.views import command_paths

from . import views
from .operations import COMMANDS

app_name = "pairing"
urlpatterns = [
    path("", views.pair_list, name="list"),
    path("export/", views.export, name="export"),
    path("propose/", views.propose, name="propose"),
    path("matching/", views.matching, name="matching"),
    path("offers/", views.offers, name="offers"),
    path("offers/make/", views.make_offer, name="make-offer"),
    path("offers/<int:pk>/", views.change_offer, name="change-offer"),
    path("offers/<int:pk>/withdraw/", views.withdraw_offer, name="withdraw-offer"),
    path("<str:number>/", views.item, name="item"),
    path("<str:number>/plan/", views.plan, name="plan"),
    path("<str:number>/amend-plan/", views.amend_plan, name="amend-plan"),
    *command_paths("<str:number>/", views.run_command, COMMANDS.on_rows().without("amend_plan")),
]
