"""Only the owner of the key can sign, and only these bytes were signed."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.inference.signature import make_keys, sign, verify, write_keys

PRIVATE, PUBLIC = make_keys()


@given(st.binary(max_size=64))
def test_what_was_signed_verifies(content: bytes) -> None:
    verify(content, sign(content, PRIVATE), PUBLIC)


@given(st.binary(min_size=1, max_size=64), st.integers(0, 511))
def test_one_flipped_bit_of_content_does_not(content: bytes, place: int) -> None:
    flipped = bytearray(content)
    flipped[place // 8 % len(flipped)] ^= 1 << place % 8
    with pytest.raises(Invalid, match="does not match"):
        verify(bytes(flipped), sign(content, PRIVATE), PUBLIC)


@pytest.mark.parametrize("key", [b"", b"nothing", PUBLIC])
def test_what_is_no_private_key_cannot_sign(key: bytes) -> None:
    with pytest.raises(Invalid, match="signing key cannot be read"):
        sign(b"x", key)


def test_a_key_of_another_kind_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    plain = serialization.NoEncryption()
    secret = other.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    shown = other.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(Invalid, match="another kind"):
        sign(b"x", secret)
    with pytest.raises(Invalid, match="another kind"):
        verify(b"x", b"00", shown)


def test_keys_are_written_once_and_the_private_one_is_its_owners_alone(tmp_path: Path) -> None:
    private, public = write_keys(tmp_path)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    verify(b"x", sign(b"x", private.read_bytes()), public.read_bytes())
    with pytest.raises(Invalid, match="is there already"):
        write_keys(tmp_path)
