from django.urls import path
from django.views.i18n import set_language

from . import views

app_name = "web"
urlpatterns = [
    path("language/", set_language, name="set-language"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
