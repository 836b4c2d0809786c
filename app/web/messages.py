"""Languages: catalogues read at start, and which one a visitor gets."""

import io
from dataclasses import dataclass
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from app.errors import NeoscreenError

CATALOGUES = Path(__file__).parent / "catalogues"
NAMES = {"en": "English", "zh": "中文"}


@dataclass(frozen=True, slots=True)
class Language:
    """One language and its messages."""

    code: str
    translations: NullTranslations

    def say(self, message: str, **values: object) -> str:
        """A sentence in this language, its values filled in."""
        said = str(self.translations.ugettext(message)) if message else ""
        return said.format(**values) if values else said

    def say_error(self, error: NeoscreenError) -> str:
        return self.say(error.message, **error.values)


def read_languages() -> dict[str, Language]:
    """English, which the code is written in, and every catalogue beside it."""
    languages = {"en": Language("en", NullTranslations())}
    for path in sorted(CATALOGUES.glob("*.po")):
        compiled = io.BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=path.stem))
        compiled.seek(0)
        languages[path.stem] = Language(path.stem, Translations(compiled))
    return languages


def choose(accepted: str, fallback: str) -> str:
    """The first language of an Accept-Language header that there is."""
    for part in accepted.lower().split(","):
        code = part.split(";")[0].strip()[:2]
        if code in NAMES:
            return code
    return fallback
