from django.urls import path

from gongjian.workflow.views import command_paths

from . import views, views_lost
from .operations import ITEM_COMMANDS, NOTICE_COMMANDS

app_name = "bulletin"
urlpatterns = [
    path("", views.home, name="home"),
    path("feed/", views.feed, name="feed"),
    path("desk/", views.desk, name="desk"),
    path("write/", views.write, name="write"),
    path("subscribe/", views.subscribe, name="subscribe"),
    path("notices/<str:number>/", views.item, name="item"),
    *command_paths("notices/<str:number>/", views.run_command, NOTICE_COMMANDS.on_rows()),
    path("lost/", views_lost.board, name="lost"),
    path("lost/mine/", views_lost.my_items, name="my-items"),
    path("lost/enter-item/", views_lost.enter_item, name="enter-item"),
    path("items/<str:number>/", views_lost.lost_item, name="lost-item"),
    *command_paths("items/<str:number>/", views_lost.run_command, ITEM_COMMANDS.on_rows()),
    path("<slug:code>/", views.column, name="column"),
    path("<slug:code>/feed/", views.feed, name="column-feed"),
]
