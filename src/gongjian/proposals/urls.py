"""Addresses of this app. A verb's word is the same here, in the view, the operation and the ledger."""

from django.urls import path

from gongjian.workflow.views import command_paths

from . import views, views_import, views_meetings
from .operations import COMMANDS

app_name = "proposals"
urlpatterns = [
    path("", views.sessions, name="sessions"),
    path("open-session/", views.open_session, name="open-session"),
    path("mine/", views.mine, name="mine"),
    path("seconding/", views.seconding, name="seconding"),
    path("check/", views.check, name="check"),
    path("similar/", views.similar, name="similar"),
    path("draft-proposal/", views.draft_proposal, name="draft-proposal"),
    path("hand-over/", views_meetings.hand_over, name="hand-over"),
    path("delegates-template/", views_import.delegates_template, name="delegates-template"),
    path("sessions/<int:pk>/", views.session, name="session"),
    path("sessions/<int:pk>/change-session/", views.change_session, name="change-session"),
    path("sessions/<int:pk>/conclude-session/", views.conclude_session, name="conclude-session"),
    path("sessions/<int:pk>/delegates/", views_import.delegates, name="delegates"),
    path("sessions/<int:pk>/enter-delegate/", views_import.enter_delegate, name="enter-delegate"),
    path("sessions/<int:pk>/delegates/<int:delegate_id>/end/", views_import.end_delegate, name="end-delegate"),
    path("sessions/<int:pk>/import-delegates/", views_import.import_delegates, name="import-delegates"),
    path(
        "sessions/<int:pk>/import-delegates/<int:batch_id>/", views_import.confirm_delegates, name="confirm-delegates"
    ),
    path("sessions/<int:pk>/import-proposals/", views_import.import_proposals, name="import-proposals"),
    path("sessions/<int:pk>/import-proposals/<int:batch_id>/", views_import.confirm_import, name="confirm-import"),
    path("sessions/<int:pk>/meetings/", views_meetings.meetings, name="meetings"),
    path("sessions/<int:pk>/plan-meeting/", views_meetings.plan_meeting, name="plan-meeting"),
    path("sessions/<int:pk>/report/", views_meetings.report, name="report"),
    path("sessions/<int:pk>/report-sheet/", views_meetings.report_sheet, name="report-sheet"),
    path("sessions/<int:pk>/report-paper/", views_meetings.report_paper, name="report-paper"),
    path("meetings/<int:pk>/", views_meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/record-meeting/", views_meetings.record_meeting, name="record-meeting"),
    path("meetings/<int:pk>/attach-minutes/", views_meetings.attach_minutes, name="attach-minutes"),
    path("meetings/<int:pk>/call-off-meeting/", views_meetings.call_off_meeting, name="call-off-meeting"),
    path("meetings/<int:pk>/minutes/", views_meetings.minutes, name="minutes"),
    path("<str:number>/revise-proposal/", views.revise_proposal, name="revise-proposal"),
    *command_paths("<str:number>/", views.run_command, COMMANDS.without("revise_proposal")),
]
