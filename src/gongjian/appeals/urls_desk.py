"""Addresses of the reception, of the units that answer, and of the figures."""

from functools import partial

from django.urls import URLPattern, path

from gongjian.workflow.views import command_paths

from . import operations
from . import views_counter as counter
from . import views_desk as desk
from . import views_figures as figures
from . import views_import as imports
from . import views_reply as reply
from . import views_settings as settings

desk_urls: list[URLPattern] = [
    path("desk/", desk.desk, name="desk"),
    path("desk/bulk/", desk.desk_bulk, name="desk-bulk"),
    path("desk/lift/", figures.lift_rows, name="lift-rows"),
    path("desk/resubmitted/", imports.resubmitted, name="resubmitted"),
    path("counter/", counter.counter, name="counter"),
    path("counter/<str:number>/slip/", counter.slip, name="slip"),
    path("rates/", figures.rates, name="rates"),
    path("rates/public/", figures.rates_public, name="rates-public"),
    path("rates/export/", figures.rates_export, name="rates-export"),
    path("exclusions/", figures.exclusions, name="exclusions"),
    path("radar/", figures.radar, name="radar"),
    path("radar/<int:pk>/lift/", figures.lift, name="lift"),
    path("lifts/", figures.lifts, name="lifts"),
    path("import/", imports.import_appeals, name="import"),
    path("import/<int:pk>/", imports.confirm_import, name="confirm-import"),
    path("rules/", settings.rules, name="rules"),
    path("rules/add/", partial(settings.add, what="rule"), name="add-rule"),
    path("rules/<int:pk>/", partial(settings.change, what="rule"), name="change-rule"),
    path("templates/", settings.templates, name="templates"),
    path("templates/add/", partial(settings.add, what="template"), name="add-template"),
    path("templates/<int:pk>/", partial(settings.change, what="template"), name="change-template"),
    path("contacts/", settings.contacts, name="contacts"),
    path("contacts/add/", partial(settings.add, what="contact"), name="add-contact"),
    path("contacts/<int:pk>/", partial(settings.change, what="contact"), name="change-contact"),
    path("receptions/", settings.receptions, name="receptions"),
    path("receptions/set/", settings.set_reception, name="set-reception"),
    path("receptions/<int:pk>/close/", settings.close_reception, name="close-reception"),
    path("board-desk/", settings.board_desk, name="board-desk"),
    path("board-desk/open/", settings.open_board, name="open-board"),
    path("board-desk/<int:pk>/", settings.change_board, name="change-board"),
    path("board-desk/<int:pk>/summarise/", settings.summarise_board, name="summarise-board"),
    path("board-desk/<int:pk>/publish/", settings.publish_summary, name="publish-summary"),
    path("<str:number>/accept/", desk.accept, name="accept"),
    path("<str:number>/assign/", desk.assign, name="assign"),
    path("<str:number>/similar-to/", desk.similar_to, name="similar-to"),
    path("<str:number>/answer/", partial(reply.reply, command=operations.answer), name="answer"),
    path("<str:number>/submit-reply/", partial(reply.reply, command=operations.submit_reply), name="submit-reply"),
    path("<str:number>/sign/", reply.sign, name="sign"),
    *command_paths(
        "<str:number>/", desk.run_command, operations.COMMANDS.without(*(c.name for c in operations.OWN_PAGES))
    ),
]
