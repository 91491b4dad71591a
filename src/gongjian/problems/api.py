"""Problems for machines, below the address of all matters: one address has one router. Same commands, same refusals as the pages."""

from typing import Any

from gongjian.kernel.actor import Actor
from gongjian.matters.api import detail
from gongjian.matters.api import router as router
from gongjian.matters.schemas import MatterDetailOut, RaisedOut
from gongjian.workflow.api import add_command_route, add_command_routes, add_creation_route
from gongjian.workflow.command import Command

from . import operations, queries

add_creation_route(
    router,
    "",
    operations.raise_problem,
    answer=lambda request, raised: {
        "number": raised.matter.number,
        "receipt": raised.receipt,
        "state": raised.matter.state,
    },
    response=RaisedOut,
)


def problem(actor: Actor, number: str, command: Command[..., Any]) -> Any:
    """The problem with this number that the actor may see, for this command."""
    return queries.get_for_command(actor, number, command.name)


add_command_routes(
    router,
    "/{number}",
    operations.COMMANDS.on_rows().without("confirm_adjustment", "reject_adjustment"),
    fetch=problem,
    answer=detail,
    response=MatterDetailOut,
)
for command, word in ((operations.confirm_adjustment, "confirm"), (operations.reject_adjustment, "reject")):
    path = f"/{{number}}/adjustments/{{adjustment_id}}/{word}"
    add_command_route(router, "POST", path, command, fetch=problem, answer=detail, response=MatterDetailOut)
