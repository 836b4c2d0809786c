"""What is sent: a photograph of twelve megapixels as a phone takes it, each with bytes of its own."""

import io
import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image

SIZE = (4032, 3024)
QUALITY, GRAIN = 92, 6.0
VARIED = 20
"""Rows that are taken from either shot."""
BOUNDARY = b"neoscreen-bench"


@dataclass(frozen=True, slots=True)
class Photograph:
    """Two shots of one scene, cut between rows of blocks: taken from either, they make a million different files."""

    head: bytes
    rows: tuple[tuple[bytes, bytes], ...]

    def shot(self, number: int) -> bytes:
        """A whole picture of its own for each number."""
        picked = [row[number >> place & 1 if place < VARIED else 0] for place, row in enumerate(self.rows)]
        return self.head + b"".join(picked)


def photograph(drawn: Image.Image) -> Photograph:
    """As large, and as hard to decode, as a phone's: 3 to 4 MB."""
    first, second = (encode(drawn, seed) for seed in (0, 1))
    head, rows = split(first)
    return Photograph(head, tuple(zip(rows, split(second)[1], strict=True)))


def encode(drawn: Image.Image, seed: int) -> bytes:
    large = np.asarray(drawn.convert("RGB").resize(SIZE, Image.Resampling.BICUBIC), np.float32)
    noise = np.random.default_rng(seed).normal(0, GRAIN, (*large.shape[:2], 1)).astype(np.float32)
    content = io.BytesIO()
    shot = Image.fromarray(np.clip(large + noise, 0, 255).astype(np.uint8))
    shot.save(content, "JPEG", quality=QUALITY, restart_marker_rows=1)
    return content.getvalue()


def split(jpeg: bytes) -> tuple[bytes, list[bytes]]:
    """The head, and the scan's rows of blocks, each with the marker that ends it."""
    scan = jpeg.index(b"\xff\xda")
    scan += 2 + int.from_bytes(jpeg[scan + 2 : scan + 4], "big")
    ends = [found.end() for found in re.finditer(rb"\xff[\xd0-\xd7\xd9]", jpeg[scan:])]
    return jpeg[:scan], [jpeg[scan + begin : scan + end] for begin, end in pairwise([0, *ends])]


@dataclass(frozen=True, slots=True)
class Form:
    """A form with one picture, ready to be sent many times."""

    path: str
    picture: Photograph
    token: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def request(self, number: int) -> bytes:
        parts = [
            b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
            % (BOUNDARY, name.encode(), value.format(number=number).encode())
            for name, value in self.fields
        ]
        parts.append(
            b'--%b\r\nContent-Disposition: form-data; name="pictures"; filename="a.jpg"\r\n'
            b"Content-Type: image/jpeg\r\n\r\n%b\r\n" % (BOUNDARY, self.picture.shot(number))
        )
        body = b"".join([*parts, b"--%b--\r\n" % BOUNDARY])
        head = [
            f"POST {self.path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: close",
            f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}",
            f"Content-Length: {len(body)}",
            *([f"Authorization: Bearer {self.token}"] if self.token else []),
        ]
        return "\r\n".join(head).encode() + b"\r\n\r\n" + body
