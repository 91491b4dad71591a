"""What is still lacking for a command, a field or an app: one check for each list that must know of it.

``./test lacking`` prints all of it at once, with the rows to add; ``--write`` writes what is made from the code. The walls and
the tests ask the same functions, so that they cannot disagree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that must be complete. ``find`` gives what is lacking, a line each; ``how`` says where it is added.

    ``skeleton`` gives the text of the rows to add; ``write`` writes them, or whatever is made from the code.
    """

    name: str
    find: Callable[[], Sequence[str]]
    how: str
    skeleton: Callable[[], str] | None = None
    write: Callable[[], object] | None = None
