from django.urls import path

from . import views
from .forms import STEP_FORMS
from .procedures import ABOUT_AN_ACTIVITY

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
    *(
        path(
            f"<str:number>/{verb.replace('_', '-')}/{'<int:activity_id>/' if verb in ABOUT_AN_ACTIVITY else ''}",
            views.run_command,
            {"verb": verb},
            name=verb.replace("_", "-"),
        )
        for verb in STEP_FORMS
    ),
]
