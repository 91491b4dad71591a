from django.urls import path

from . import changes, views

app_name = "org"
urlpatterns = [
    path("", views.body_list, name="list"),
    path("tree/", views.tree, name="tree"),
    path("export/", views.export, name="export"),
    path("pick/", views.pick, name="pick"),
    path("pick-persons/", views.pick_persons, name="pick-persons"),
    path("appointments/", views.appointments, name="appointments"),
    path("appointments/export/", views.export_appointments, name="export-appointments"),
    path("appointments/<int:pk>/end/", changes.end_appointment, name="end-appointment"),
    path("organisers/", views.organisers, name="organisers"),
    path("liaisons/", views.liaisons, name="liaisons"),
    path("<int:pk>/", views.body, name="body"),
    path("<int:pk>/members/", views.members, name="members"),
    path("<int:pk>/found-unit/", changes.found_unit, name="found-unit"),
    path("<int:pk>/found-organisation/", changes.found_organisation, name="found-organisation"),
    path("<int:pk>/rename/", changes.rename, name="rename"),
    path("<int:pk>/end/", changes.end_body, name="end-body"),
    path("<int:pk>/appoint/", changes.appoint, name="appoint"),
    path("<int:pk>/set-liaison/", changes.set_liaison, name="set-liaison"),
]
