"""Jinja2, with one environment per language, and pages as typed values."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.web.messages import Language

FOLDER = Path(__file__).parents[2] / "templates"


@dataclass(frozen=True, slots=True)
class View:
    """What one template is given; a page is a subclass with its own fields."""

    template: ClassVar[str]

    def context(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Templates:
    """Every page in every language."""

    environments: dict[str, Environment]

    def render(self, language: str, view: View, **shared: object) -> str:
        return self.environments[language].get_template(view.template).render(view.context() | shared)


def read_templates(languages: dict[str, Language], **shared: object) -> Templates:
    """One environment per language; a name a page does not declare is an error."""
    return Templates({code: _environment(language, shared) for code, language in languages.items()})


def _environment(language: Language, shared: dict[str, object]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    translations = cast("object", language.translations)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(shared)
    return environment
