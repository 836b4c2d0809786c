"""Clips of handhelds and phones, and those inside DICOM: MP4, MOV, AVI, by FFmpeg."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.domain.picture import Pixels
from app.errors import Invalid, UnknownKind
from app.imaging.intake.kind import Kind
from app.imaging.intake.limits import Limits
from app.imaging.intake.opened import Opened
from app.imaging.intake.walk import Shown, Walk
from app.message import message

DEMUXERS = {Kind.MP4: "mp4", Kind.AVI: "avi"}
"""Named, never guessed: a guess could take a text for a playlist and fetch what it names."""
CODECS = {"h264", "hevc", "mpeg4", "mpeg2video", "mpeg1video", "mjpeg", "vp9", "libdav1d", "av1", "rawvideo", "ffv1"}
GRAY = {"gray", "gray10le", "gray12le", "gray16le"}
ITEMS = (b"iloc", b"iinf")
"""Lists of still pictures, which no clip has. FFmpeg believes whatever length they claim: a lying one of 100 bytes
takes it seconds and gigabytes."""
EMPTY = message("The clip holds no pictures. Please send the clip of the scan, or a still.")


def open_clip(content: bytes, kind: Kind, limits: Limits) -> Opened:
    """Counted by its packets; the first frame is decoded, for only it says how the phone was held."""
    return opened_clip(content, DEMUXERS[kind], kind.value, limits)


def opened_clip(content: bytes, demuxer: str, media_type: str, limits: Limits) -> Opened:
    with opened(content, demuxer) as container:
        stream = pictures(container)
        limits.check_pixels(stream.codec_context.width, stream.codec_context.height)
        seconds = 1 / float(stream.average_rate) if stream.average_rate else None
        frames, hidden = 0, 0
        for packet in container.demux(stream):
            frames += packet.size > 0 and not packet.is_discard
            hidden += packet.is_discard
            limits.check_frames(frames + hidden, seconds)
        if frames + hidden < stream.frames:
            raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
    limits.check_clip(stream.codec_context.width, stream.codec_context.height, frames)
    walk = Walk(partial(_walk, content, demuxer))
    height, width = walk.decode(0).shape[:2]
    return Opened(media_type, width, height, walk.decode, frames, seconds)


def opened(content: bytes, demuxer: str) -> av.container.InputContainer:
    """By FFmpeg, but for what it must not even begin with."""
    if demuxer == DEMUXERS[Kind.MP4] and lists_items(content):
        raise Invalid(EMPTY)
    return av.open(BytesIO(content), "r", format=demuxer)


def lists_items(content: bytes) -> bool:
    """Whether such a list stands anywhere but among the frames themselves."""
    place = 0
    while (size := _box_size(content, place)) >= 8:
        if content[place + 4 : place + 8] != b"mdat" and any(
            content.find(name, place, place + size) >= 0 for name in ITEMS
        ):
            return True
        place += size
    return any(content.find(name, place) >= 0 for name in ITEMS)


def _box_size(content: bytes, place: int) -> int:
    """Bytes of the box that begins here; nought where none does, or its length makes no sense."""
    size = int.from_bytes(content[place : place + 4], "big")
    if size == 1:
        return int.from_bytes(content[place + 8 : place + 16], "big")
    return size or len(content) - place


def pictures(container: av.container.InputContainer) -> VideoStream:
    """The clip itself: not a cover picture, not sound."""
    streams = [
        stream for stream in container.streams.video if not stream.disposition & av.stream.Disposition.attached_pic
    ]
    if not streams:
        raise Invalid(EMPTY)
    codec = streams[0].codec_context.name
    if codec not in CODECS:
        raise UnknownKind(
            "The clip is coded as {codec}, which is not read here. Please save it as MP4 (H.264).", codec=codec
        )
    return streams[0]


def _walk(content: bytes, demuxer: str) -> Iterator[Shown]:
    with opened(content, demuxer) as container:
        stream = pictures(container)
        stream.codec_context.thread_count = 1
        for frame in container.decode(stream):
            yield partial(_shown, frame)


def _shown(frame: VideoFrame) -> Pixels:
    pixels = frame.to_ndarray(format="gray" if frame.format.name in GRAY else "rgb24")
    return np.ascontiguousarray(np.rot90(pixels, frame.rotation // 90 % 4))
