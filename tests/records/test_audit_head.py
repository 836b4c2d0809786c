"""The file that anchors the audit trail."""

import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from app.records.audit_head import AuditHead, Sealed


@pytest.fixture
def head(tmp_path: Path) -> AuditHead:
    return AuditHead(tmp_path / "head.json")


def sealed(sequence: int) -> Sealed:
    return Sealed(sequence, f"{sequence:064x}")


def test_a_fresh_trail_fits_a_missing_file_and_no_other_does(head: AuditHead) -> None:
    assert head.read() is None
    assert head.fits(Sealed())
    assert not head.fits(sealed(1))


def test_both_ends_of_an_announced_commit_fit(head: AuditHead) -> None:
    head.announce(sealed(4), sealed(6))
    assert [head.fits(sealed(number)) for number in (3, 4, 5, 6, 7)] == [False, True, False, True, False]
    head.advance(sealed(6))
    assert [head.fits(sealed(number)) for number in (4, 6)] == [False, True]


def test_it_is_never_moved_back(head: AuditHead) -> None:
    head.advance(sealed(9))
    head.advance(sealed(4))
    anchor = head.read()
    assert anchor
    assert anchor.newest == sealed(9)


def test_a_late_writer_does_not_wipe_out_what_another_announced(head: AuditHead) -> None:
    head.announce(sealed(4), sealed(6))
    head.advance(sealed(4))
    head.announce(sealed(5), sealed(6))
    head.advance(sealed(5))
    assert head.fits(sealed(6))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"sequence": 1}', b"\xff" * 512])
def test_a_spoilt_file_fits_nothing_and_is_mended_by_the_next_commit(head: AuditHead, content: bytes) -> None:
    head.path.write_bytes(content)
    assert head.read() is None
    assert not head.fits(sealed(4))
    head.announce(sealed(4), sealed(5))
    head.advance(sealed(5))
    assert head.fits(sealed(5))


def test_only_its_owner_reads_it(head: AuditHead) -> None:
    head.announce(Sealed(), sealed(1))
    assert head.path.stat().st_mode & 0o777 == 0o600


def _advance(path: Path, seed: int) -> bool:
    chance, head, newest = random.Random(seed), AuditHead(path), 0
    for _ in range(60):
        head.advance(sealed(chance.randint(1, 1000)))
        anchor = head.read()
        if anchor is None or anchor.sealed.sequence < newest:
            return False
        newest = anchor.sealed.sequence
    return True


def test_processes_that_advance_it_at_once_never_see_it_go_back(head: AuditHead) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        assert all(pool.map(_advance, [head.path] * 8, range(8)))
