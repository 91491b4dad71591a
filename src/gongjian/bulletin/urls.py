from django.urls import path

from . import views, views_lost
from .forms import ITEM_FORMS, STEP_FORMS

app_name = "bulletin"
urlpatterns = [
    path("", views.home, name="home"),
    path("feed/", views.feed, name="feed"),
    path("desk/", views.desk, name="desk"),
    path("write/", views.write, name="write"),
    path("subscribe/", views.subscribe, name="subscribe"),
    path("notices/<str:number>/", views.item, name="item"),
    path("notices/<str:number>/amend/", views.amend, name="amend"),
    *(
        path(
            f"notices/<str:number>/{verb.replace('_', '-')}/",
            views.order,
            {"verb": verb},
            name=verb.replace("_", "-"),
        )
        for verb in STEP_FORMS
    ),
    path("lost/", views_lost.board, name="lost"),
    path("lost/mine/", views_lost.my_items, name="my-items"),
    path("lost/enter-item/", views_lost.enter_item, name="enter-item"),
    path("items/<str:number>/", views_lost.lost_item, name="lost-item"),
    *(
        path(
            f"items/<str:number>/{verb.replace('_', '-')}/",
            views_lost.order_item,
            {"verb": verb},
            name=verb.replace("_", "-"),
        )
        for verb in ITEM_FORMS
    ),
    path("<slug:code>/", views.column, name="column"),
    path("<slug:code>/feed/", views.feed, name="column-feed"),
]
