"""Pictures and cines in DICOM: ultrasound, secondary capture, photographs."""

from collections.abc import Callable

from pydicom import uid

from app.domain.picture import Pixels
from app.errors import Invalid
from app.imaging.intake.clip import opened_clip
from app.imaging.intake.cut import Cut
from app.imaging.intake.dicom_frames import DAMAGED, frames_of, stream_of
from app.imaging.intake.dicom_header import Header, read_header
from app.imaging.intake.dicom_pixels import DECODERS, PLAIN, check_pixels, shown, unread
from app.imaging.intake.dicom_region import declared_cut, spacing_mm
from app.imaging.intake.dicom_scan import Scan
from app.imaging.intake.kind import Kind
from app.imaging.intake.limits import Limits
from app.imaging.intake.opened import Opened

ULTRASOUND = {"1.2.840.10008.5.1.4.1.1.6", "1.2.840.10008.5.1.4.1.1.6.1"}
ULTRASOUND_CINE = {"1.2.840.10008.5.1.4.1.1.3", "1.2.840.10008.5.1.4.1.1.3.1"}
CAPTURE = {"1.2.840.10008.5.1.4.1.1.7", *(f"1.2.840.10008.5.1.4.1.1.7.{kind}" for kind in range(2, 5))}
PHOTOGRAPH = {f"1.2.840.10008.5.1.4.1.1.77.1.{kind}" for kind in ("1", "1.1", "4", "4.1")}
TAKEN = ULTRASOUND | ULTRASOUND_CINE | CAPTURE | PHOTOGRAPH
CLEANED = "Neoscreen"
"""How the words begin with which our stored copies say what was done to them."""
CLIPS = {*uid.MPEGTransferSyntaxes}


def open_dicom(content: bytes, limits: Limits) -> Opened:
    """Cut to the scanner's region, for the screen around it holds the person's name."""
    header = read_header(content)
    check_class(header)
    if min(header.columns, header.rows) < 1:
        raise Invalid("The picture has no pixels. Please send it again.")
    limits.check_pixels(header.columns, header.rows)
    limits.check_frames(header.frames, frame_seconds(header))
    if header.syntax in CLIPS:
        return _open_clip(content, header, limits)
    check_pixels(header)
    if header.syntax not in PLAIN and (header.syntax not in (*DECODERS, uid.RLELossless) or header.length is not None):
        raise unread(header)
    if header.syntax in PLAIN and header.length is None:
        raise Invalid(DAMAGED)
    frames = frames_of(content, header)

    def whole(index: int) -> Pixels:
        return shown(frames[index], header)

    return _opened(header, whole, header.frames, (header.columns, header.rows), frame_seconds(header))


def _opened(
    header: Header, whole: Callable[[int], Pixels], frames: int, size: tuple[int, int], seconds: float | None
) -> Opened:
    declared = declared_cut(header)
    cut = declared or Cut(0, 0, *size)
    if cut.right > size[0] or cut.bottom > size[1]:
        raise Invalid(DAMAGED)
    scan = Scan(whole, frames, cut, declared is None and is_screen(header))
    return Opened(Kind.DICOM.value, cut.width, cut.height, scan.decode, frames, seconds, spacing_mm(header))


def is_screen(header: Header) -> bool:
    """Whether it shows an ultrasound's screen, writing and all; a copy of ours no longer does."""
    if str(header.facts.get("DeidentificationMethod") or "").startswith(CLEANED):
        return False
    return is_ultrasound(header)


def is_ultrasound(header: Header) -> bool:
    return header.facts.get("Modality") == "US" or str(header.facts.get("SOPClassUID")) in ULTRASOUND | ULTRASOUND_CINE


def check_class(header: Header) -> None:
    """Whether it is a kind of picture that a task here may look at."""
    sop = header.facts.get("SOPClassUID")
    if sop and str(sop) not in TAKEN:
        raise Invalid(
            "This DICOM file is a {kind}, which is not read here. Please send an ultrasound or a photograph.",
            kind=uid.UID(str(sop)).name.removesuffix(" Storage"),
        )


def frame_seconds(header: Header) -> float | None:
    """By the first of the ways in which files tell."""
    if header.frames == 1:
        return None
    facts = header.facts
    times = facts.get("FrameTimeVector")
    rate = float(facts.get("CineRate") or facts.get("RecommendedDisplayFrameRate") or 0)
    if facts.get("FrameTime"):
        seconds = float(facts.FrameTime) / 1000
    elif times is not None and not isinstance(times, float) and len(times) > 1:
        seconds = sum(float(time) for time in times[1:]) / (len(times) - 1) / 1000
    else:
        seconds = 1 / rate if rate > 0 else 0.0
    return seconds if seconds > 0 else None


def _open_clip(content: bytes, header: Header, limits: Limits) -> Opened:
    """MPEG-2, H.264 and HEVC: one stream for all frames."""
    stream = stream_of(content, header)
    clip = opened_clip(stream, _demuxer(stream, header), Kind.DICOM.value, limits)
    seconds = frame_seconds(header) or clip.frame_seconds
    return _opened(header, clip.frame, clip.frames, (clip.width, clip.height), seconds)


def _demuxer(stream: bytes, header: Header) -> str:
    """By how the stream begins."""
    if stream[4:8] == b"ftyp":
        return "mp4"
    if stream[:1] == b"G" and stream[188:189] in (b"G", b""):
        return "mpegts"
    if stream[:4] == b"\0\0\x01\xba":
        return "mpeg"
    if stream[:4] == b"\0\0\x01\xb3":
        return "mpegvideo"
    return "hevc" if "HEVC" in uid.UID(header.syntax).name else "h264"
