"""A clip's coded pictures alone, in a container of their own: no sound, no texts, no words between the pictures."""

from collections.abc import Iterator
from io import BytesIO
from typing import TypeAlias, cast

import av
from av.bitstream import BitStreamFilterContext
from av.packet import Packet
from av.video.stream import VideoStream

from app.imaging.intake.clean_jpeg import clean_jpeg
from app.imaging.intake.cleaned import Cleaned
from app.imaging.intake.clip import DEMUXERS, opened, pictures
from app.imaging.intake.kind import Kind
from app.imaging.intake.stream_units import MESSAGES, drawing, silenced

Coded: TypeAlias = "Packet[VideoStream]"

PACKED = 1
"""The first byte of a description whose units bear their lengths, as in MP4; others bear marks."""


def clean_clip(content: bytes, kind: Kind) -> Cleaned:
    """The pictures are not coded anew; what is written into them stays."""
    file = BytesIO()
    with (
        opened(content, DEMUXERS[kind]) as source,
        av.open(file, "w", format=DEMUXERS[kind], options={"fflags": "+bitexact"}) as copy,
    ):
        stream = pictures(source)
        target = copy.add_stream_from_template(stream)
        for packet in _quiet(source.demux(stream), stream):
            packet.stream = target
            copy.mux(packet)
        described = bytes(stream.codec_context.extradata or b"")
    copied = file.getvalue()
    if stream.codec_context.name == "hevc" and described[:1] == bytes((PACKED,)):
        copied = copied.replace(described, silenced(described))
    return Cleaned(copied, kind.value)


def _quiet(packets: Iterator[Coded], stream: VideoStream) -> Iterator[Coded]:
    """The pictures' packets, each without what is not the picture."""
    codec, described = stream.codec_context.name, bytes(stream.codec_context.extradata or b"")
    marked = codec in MESSAGES and described[:1] != bytes((PACKED,))
    units = "|".join(map(str, sorted(MESSAGES.get(codec, ()))))
    sieve = BitStreamFilterContext(f"filter_units=remove_types={units}", stream) if marked else None
    for packet in packets:
        if packet.size == 0:
            continue
        if sieve:
            yield from sieve.filter(packet)
        elif codec in MESSAGES:
            yield _again(packet, drawing(bytes(packet), codec, described))
        else:
            yield _again(packet, clean_jpeg(bytes(packet))) if codec == "mjpeg" else packet


def _again(packet: Coded, content: bytes) -> Coded:
    """The same moment with other bytes."""
    other = cast("Coded", Packet(content))
    other.pts, other.dts, other.duration, other.time_base = packet.pts, packet.dts, packet.duration, packet.time_base
    other.is_keyframe = packet.is_keyframe
    return other
