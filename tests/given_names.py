"""A page is given every name that its template, those it extends and those it includes ask for, whichever branch is drawn.

``StrictUndefined`` raises where a missing name is drawn; a name asked for in a branch that no test walks would go unseen.
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.template.backends.jinja2 import Template
from jinja2 import Environment, meta, nodes


@functools.cache
def names_asked(environment: Environment, name: str) -> frozenset[str]:
    """The names that this template takes from its context."""
    asked: set[str] = set()
    assert environment.loader is not None
    tree = environment.parse(environment.loader.get_source(environment, name)[0])
    own = {n.name for n in tree.find_all(nodes.Name) if n.ctx != "load"}
    own |= {n.name for n in tree.find_all(nodes.Macro)}
    for found in tree.find_all(nodes.FromImport):
        own |= {n if isinstance(n, str) else n[1] for n in found.names}
    asked |= meta.find_undeclared_variables(tree) - own - set(environment.globals)
    imported = {n.template.value for n in tree.find_all((nodes.FromImport, nodes.Import))}  # type: ignore[attr-defined]
    for other in meta.find_referenced_templates(tree):
        if other and other not in imported:  # what is imported does not see the context
            asked |= names_asked(environment, other)
    return frozenset(asked)


def lacking(environment: Environment, name: str, given: Any) -> list[str]:
    """The names that the template asks for and the page does not give."""
    return sorted(names_asked(environment, name) - set(given or {}))


@contextmanager
def every_name_is_given() -> Iterator[None]:
    """While it is open, a page of ours that leaves out a name fails even if the name is not drawn."""
    drawing = Template.render

    def render(self: Template, context: Any = None, request: Any = None) -> Any:
        drawn = drawing(self, context, request)
        name = self.template.name
        if name and not name.startswith("django/"):
            missing = lacking(self.template.environment, name, context)
            assert not missing, f"{name} asks for {', '.join(missing)}"
        return drawn

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", render)
        yield
