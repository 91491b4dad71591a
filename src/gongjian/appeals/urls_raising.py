"""Addresses of those who raise, join, follow and judge."""

from django.urls import URLPattern, path

from . import views_following as following
from . import views_raising as views

raising_urls: list[URLPattern] = [
    path("raise/", views.raise_appeal, name="raise"),
    path("similar/", views.similar, name="similar"),
    path("mine/", views.mine, name="mine"),
    path("boards/", views.boards, name="boards"),
    path("boards/<int:pk>/", views.board, name="board"),
    path("boards/<int:board_id>/raise/", views.raise_appeal, name="raise-opinion"),
    path("follow/<str:key>/", following.follow, name="follow"),
    path("follow/<str:key>/raised/", following.follow_raised, name="follow-raised"),
    path("follow/<str:key>/<slug:word>/", following.run_follow_command, name="follow-order"),
    path("<str:number>/raised/", views.raised, name="raised"),
    path("<str:number>/join/", views.join, name="join"),
    path("<str:number>/give-verdict/", following.give_verdict, name="give-verdict"),
]
