"""Ed25519 signatures of a bundle's manifest, and through its hashes of every file."""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import Invalid


def make_keys() -> tuple[bytes, bytes]:
    """A private and a public key, PEM."""
    private = Ed25519PrivateKey.generate()
    return (
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    )


def sign(content: bytes, private_key: bytes) -> bytes:
    """The signature of these bytes, as hexadecimal digits and a line end."""
    try:
        key = serialization.load_pem_private_key(private_key, password=None)
    except (ValueError, TypeError) as error:
        raise Invalid("The signing key cannot be read. Use an unencrypted Ed25519 key in PEM form.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Invalid("The signing key is of another kind. Use an Ed25519 key in PEM form.")
    return key.sign(content).hex().encode() + b"\n"


def verify(content: bytes, signature: bytes, public_key: bytes) -> None:
    """`Invalid` unless the signature is of exactly these bytes by this key's owner."""
    key = read_public_key(public_key)
    try:
        key.verify(bytes.fromhex(signature.decode("ascii").strip()), content)
    except (InvalidSignature, ValueError) as error:
        raise Invalid(
            "The bundle's signature does not match. Fetch the bundle again from where it was signed."
        ) from error


def read_public_key(public_key: bytes) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(public_key)
    except ValueError as error:
        raise Invalid("The public key cannot be read. Use an Ed25519 key in PEM form.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise Invalid("The public key is of another kind. Use an Ed25519 key in PEM form.")
    return key


def write_keys(folder: Path) -> tuple[Path, Path]:
    """New keys in a folder, the private one readable by its owner alone; existing keys are never replaced."""
    private, public = folder / "signing.key.pem", folder / "signing.pub.pem"
    for file in (private, public):
        if file.exists():
            raise Invalid(f"{file.name} is there already. Keep it, or choose another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    secret, open_part = make_keys()
    private.touch(mode=0o600)
    private.write_bytes(secret)
    public.write_bytes(open_part)
    return private, public
