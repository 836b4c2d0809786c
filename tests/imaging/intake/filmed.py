"""Clips made for tests."""

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray


def filmed(
    frames: Sequence[NDArray[np.uint8]],
    codec: str,
    container: str,
    told: dict[str, str] | None = None,
    sound: bool = False,
) -> bytes:
    """Twenty frames a second, and what the file tells about them."""
    file = BytesIO()
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    with av.open(file, "w", format=container) as movie:
        movie.metadata.update(told or {})
        stream = movie.add_stream(codec, rate=Fraction(20), options=options)
        assert isinstance(stream, VideoStream)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        voice = movie.add_stream("aac", rate=8000) if sound else None
        for frame in frames:
            movie.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        movie.mux(stream.encode(None))
        if isinstance(voice, av.AudioStream):
            spoken = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            spoken.sample_rate = 8000
            movie.mux(voice.encode(spoken))
            movie.mux(voice.encode(None))
    return file.getvalue()
