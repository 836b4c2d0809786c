"""How much of a file is taken at once; refused from its header, before anything is unpacked."""

from dataclasses import dataclass

from app.errors import TooLarge

MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may ask of the server."""

    bytes: int = 512 * 1024 * 1024
    """An uncompressed colour cine of some seconds fits; nothing a probe or a phone makes is larger."""
    pixels: int = 65 * MEGA
    """Of one frame: the largest phones take 64 megapixels."""
    frames: int = 2_000
    seconds: float = 180.0
    """A cine's running time."""
    clip: int = 2_500 * MEGA
    """Pixels of all frames of a cine together: some frames can only be reached through all before them."""

    def __post_init__(self) -> None:
        if min(self.bytes, self.pixels, self.frames, self.seconds, self.clip) <= 0:
            raise ValueError("limits must be above nought")

    def check_bytes(self, size: int) -> None:
        if size > self.bytes:
            raise TooLarge(
                "The file has {size} MB; at most {most} MB are taken. Please send a shorter clip or a still.",
                size=size // MEGA,
                most=self.bytes // MEGA,
            )

    def check_pixels(self, width: int, height: int) -> None:
        if width * height > self.pixels:
            raise TooLarge(
                "The picture has {width} × {height} pixels; at most {most} million are taken. Please make it smaller.",
                width=width,
                height=height,
                most=self.pixels // MEGA,
            )

    def check_frames(self, frames: int, frame_seconds: float | None = None) -> None:
        if frames > self.frames:
            raise TooLarge(
                "The clip has {frames} pictures; at most {most} are taken. Please send the part that matters.",
                frames=frames,
                most=self.frames,
            )
        if frame_seconds is not None and frames * frame_seconds > self.seconds:
            raise TooLarge(
                "The clip lasts {seconds} seconds; at most {most} are taken. Please send the part that matters.",
                seconds=round(frames * frame_seconds),
                most=round(self.seconds),
            )

    def check_clip(self, width: int, height: int, frames: int) -> None:
        if frames > 1 and width * height * frames > self.clip:
            raise TooLarge(
                "The clip has {size} million pixels in all; at most {most} million are taken. Please shorten it.",
                size=width * height * frames // MEGA,
                most=self.clip // MEGA,
            )


LIMITS = Limits()
