"""A model folder, opened only when every byte of it is what its manifest says."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.errors import Invalid, NotFound
from app.inference.external_data import refers_elsewhere
from app.inference.input_side import input_side
from app.inference.manifest import File, Manifest, Role, read_manifest, write_manifest
from app.inference.signature import sign, verify

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
ADVICE = "Export or fetch the bundle again."


@dataclass(frozen=True)
class Bundle:
    """A verified model folder."""

    folder: Path
    manifest: Manifest
    digest: str
    """SHA-256 of the manifest, and through its hashes of the whole bundle: names the model in records."""

    def read(self, name: str) -> bytes:
        """A file's bytes, checked as they are read: what was verified is what is used."""
        return read_checked(self.folder, name, self.manifest.files[name])

    def network(self) -> bytes:
        """The exported network."""
        return self.read(self.manifest.network)

    def part(self, role: Role) -> bytes:
        """The one file with this role."""
        names = self.manifest.named(role)
        if len(names) != 1:
            raise NotFound(f"The bundle {self.manifest.task!r} has no {role.value}. {ADVICE}")
        return self.read(names[0])

    @cached_property
    def locator_side(self) -> int:
        """Pixels of the square that the locator looks at."""
        side = input_side(self.part(Role.LOCATOR))
        if side is None:
            raise Invalid(f"The locator of the bundle {self.manifest.task!r} names no size of its input. {ADVICE}")
        return side


def open_bundle(folder: Path, *, task: str | None = None, public_key: bytes | None = None) -> Bundle:
    """Checks every file against the manifest, and the manifest against its signature where a key is given."""
    file = folder / MANIFEST
    if not file.is_file() or file.is_symlink():
        raise NotFound(f"There is no bundle in {folder.name!r}. Run `make bundles`, or fetch one.")
    content = file.read_bytes()
    if public_key is not None:
        verify(content, read_signature(folder), public_key)
    manifest = read_manifest(content)
    if task is not None and manifest.task != task:
        raise Invalid(f"The bundle in {folder.name!r} is of the task {manifest.task!r}, not {task!r}. {ADVICE}")
    refuse_strangers(folder, manifest)
    for name, expected in manifest.files.items():
        checked = read_checked(folder, name, expected)
        if name.endswith(".onnx"):
            refuse_external(checked, folder, name)
    return Bundle(folder, manifest, hashlib.sha256(content).hexdigest())


def read_signature(folder: Path) -> bytes:
    if not (folder / SIGNATURE).is_file():
        raise Invalid(
            f"The bundle {folder.name!r} is not signed, and this site asks for signed bundles. Sign it first."
        )
    return (folder / SIGNATURE).read_bytes()


def refuse_strangers(folder: Path, manifest: Manifest) -> None:
    """Nothing may lie in the folder that the manifest does not name, and no link may lead out of it."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise Invalid(f"{name!r} in the bundle {folder.name!r} is a link. {ADVICE}")
        if path.is_file() and name not in manifest.files and name not in (MANIFEST, SIGNATURE):
            raise Invalid(f"{name!r} does not belong to the bundle {folder.name!r}. Remove it.")


def read_checked(folder: Path, name: str, expected: File) -> bytes:
    path = folder / name
    if not path.is_file():
        raise Invalid(f"{name!r} is missing from the bundle {folder.name!r}. {ADVICE}")
    content = path.read_bytes()
    if len(content) != expected.bytes or hashlib.sha256(content).hexdigest() != expected.sha256:
        raise Invalid(f"{name!r} in the bundle {folder.name!r} was changed. {ADVICE}")
    return content


def refuse_external(model: bytes, folder: Path, name: str) -> None:
    try:
        elsewhere = refers_elsewhere(model)
    except ValueError as error:
        raise Invalid(f"{name!r} in the bundle {folder.name!r} is no ONNX file. {ADVICE}") from error
    if elsewhere:
        raise Invalid(f"{name!r} in the bundle {folder.name!r} keeps weights in other files. Export it as one file.")


def record(folder: Path, roles: dict[str, Role]) -> dict[str, File]:
    """Hashes of the named files, for a manifest."""
    recorded: dict[str, File] = {}
    for name, role in roles.items():
        content = (folder / name).read_bytes()
        recorded[name] = File(role=role, sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
    return recorded


def seal(folder: Path, manifest: Manifest, private_key: bytes | None = None) -> Bundle:
    """Writes the manifest, signs it where a key is given, and opens the result as serving would."""
    content = write_manifest(manifest)
    (folder / MANIFEST).write_bytes(content)
    (folder / SIGNATURE).unlink(missing_ok=True)
    if private_key is not None:
        (folder / SIGNATURE).write_bytes(sign(content, private_key))
    return open_bundle(folder, task=manifest.task)


def sign_bundle(folder: Path, private_key: bytes) -> None:
    """Signs a bundle that is whole."""
    bundle = open_bundle(folder)
    (bundle.folder / SIGNATURE).write_bytes(sign((folder / MANIFEST).read_bytes(), private_key))
