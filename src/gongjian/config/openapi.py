"""The description of the API with one name for each schema: the app's and the class's own."""

import re
from typing import Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema
from pydantic.json_schema import CoreRef

_CLASS = re.compile(r"gongjian\.([a-z_]+)\.(?:[a-z_]+\.)*([A-Z]\w*)")
OF_COMMANDS = "workflow"  # bodies made from commands have the app in their names


def _named(found: re.Match[str]) -> str:
    app = "" if found[1] == OF_COMMANDS else "".join(part.title() for part in found[1].split("_"))
    return f"{app}{found[2]}"


class NamedByApp(NinjaGenerateJsonSchema):
    """Twenty class names stand in several apps: ``appeals.schemas.RaiseIn`` is ``AppealsRaiseIn`` here."""

    def get_defs_ref(self, core_mode_ref: Any) -> Any:
        """Pydantic calls this for each model; the number behind the name is its own."""
        reference, mode = core_mode_ref
        return super().get_defs_ref((CoreRef(_CLASS.sub(_named, reference)), mode))


class Description(OpenAPISchema):
    """Ninja's own takes the last of two schemas with one name; here two that differ are an error of ours."""

    def _create_schema_from_model(
        self, model: Any, by_alias: bool = True, remove_level: bool = True, mode: Any = "validation"
    ) -> tuple[dict[str, Any], bool]:
        if hasattr(model, "__ninja_flatten_map__"):
            schema = self._flatten_schema(model)
        else:
            schema = model.model_json_schema(
                ref_template=REF_TEMPLATE, by_alias=by_alias, schema_generator=NamedByApp, mode=mode
            ).copy()
        if schema.get("$defs"):
            self.add_schema_definitions(schema.pop("$defs"))
        if remove_level and len(schema["properties"]) == 1:
            name, details = next(iter(schema["properties"].items()))
            return details, name in schema.get("required", {})
        return schema, True

    def _extract_parameters(self, model: Any) -> list[dict[str, Any]]:
        """Headers under the name they travel by: proxies drop names with an underscore."""
        found: list[dict[str, Any]] = super()._extract_parameters(model)
        for parameter in found:
            if parameter["in"] == "header":
                parameter["name"] = parameter["name"].replace("_", "-").title()
        return found

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Raises ValueError for two that differ under one name."""
        for name, body in definitions.items():
            if self.schemas.setdefault(name, body) != body:
                raise ValueError(f"two schemas of the API are named {name}")
