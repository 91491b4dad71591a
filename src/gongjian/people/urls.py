from django.urls import path

from . import administration, views

app_name = "people"
urlpatterns = [
    path("", views.me, name="me"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("change-password/", views.change_password, name="change-password"),
    path("set-contact/", views.set_contact, name="set-contact"),
    path("export-own-data/", views.export_own_data, name="export-own-data"),
    path("sessions/<slug:mark>/end/", views.end_session, name="end-session"),
    path("tokens/make/", views.make_token, name="make-token"),
    path("tokens/<int:pk>/revoke/", views.revoke_token, name="revoke-token"),
    path("accounts/", administration.accounts, name="accounts"),
    path("accounts/create/", administration.create_account, name="create-account"),
    path("accounts/<int:pk>/", administration.account, name="account"),
    path("accounts/<int:pk>/reset-password/", administration.reset_password, name="reset-password"),
    path("accounts/<int:pk>/disable/", administration.disable_account, name="disable-account"),
    path("accounts/<int:pk>/enable/", administration.enable_account, name="enable-account"),
    path("accounts/<int:pk>/open-contact/", administration.open_contact, name="open-contact"),
    path("accounts/<int:pk>/anonymise/", administration.anonymise, name="anonymise"),
]
