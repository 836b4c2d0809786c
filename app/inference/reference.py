"""What is known of a model that answered before: its manifest, wherever that is still kept."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from app.errors import Invalid, NotFound
from app.inference.bundle import MANIFEST
from app.inference.manifest import Manifest, read_manifest


def find_manifest(sha256: str, models: Path, kept: Callable[[str], bytes]) -> Manifest | None:
    """The manifest of this hash, among the bundles served now or among those kept; None where neither has it."""
    for content in _candidates(sha256, models, kept):
        if hashlib.sha256(content).hexdigest() == sha256:
            try:
                return read_manifest(content)
            except Invalid:
                return None
    return None


def _candidates(sha256: str, models: Path, kept: Callable[[str], bytes]) -> Iterator[bytes]:
    for path in sorted(models.glob(f"*/{MANIFEST}")):
        yield path.read_bytes()
    try:
        yield kept(sha256)
    except NotFound:
        return
