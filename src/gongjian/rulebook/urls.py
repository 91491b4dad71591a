from django.urls import path

from . import views

app_name = "rulebook"
urlpatterns = [
    path("", views.regulations, name="list"),
    path("enter/", views.enter, name="enter"),
    path("procedures/<slug:code>/", views.procedure, name="procedure"),
    path("<slug:code>/", views.regulation, name="regulation"),
    path("<slug:code>/<int:pk>/", views.regulation, name="edition"),
    path("<slug:code>/<str:number>/amend/", views.amend, name="amend"),
]
