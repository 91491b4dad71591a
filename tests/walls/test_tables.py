"""Every foreign key points to its own app or to a lower layer."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from tests.walls.source import layers


def room(model: type[Model]) -> str | None:
    name = model.__module__
    return name.split(".")[1] if name.startswith("gongjian.") else None


def pointers() -> Iterator[tuple[type[Model], str, type[Model]]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and isinstance(field.related_model, type):
                yield model, field.name, field.related_model


def test_foreign_keys_point_down() -> None:
    heights = layers()
    wrong = []
    for model, name, target in pointers():
        here, there = room(model), room(target)
        if here and there and here != there and heights[there] >= heights[here]:
            wrong.append(f"{here}.{model.__name__}.{name} -> {there}.{target.__name__}")
        if here and not there:
            wrong.append(f"{here}.{model.__name__}.{name} -> {target.__module__}.{target.__name__}")
    assert wrong == []


def test_every_constraint_reads_as_a_sentence() -> None:
    """Names of our own, so that an error of the database can be read."""
    wrong = [
        f"{model.__name__}: {constraint.name}"
        for model in apps.get_models()
        if room(model)
        for constraint in model._meta.constraints
        if len(str(constraint.name).split("_")) < 3
    ]
    assert wrong == []
