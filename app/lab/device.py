"""Where a run computes, and how precisely."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class Device:
    """A processor and the number format of its heavy arithmetic."""

    place: torch.device
    dtype: torch.dtype

    def mixed(self) -> AbstractContextManager[object]:
        """Mixed precision, where it pays."""
        return torch.autocast(self.place.type, self.dtype, enabled=self.dtype is not torch.float32)

    @property
    def scaled(self) -> bool:
        """Half floats vanish unless the loss is scaled up."""
        return self.dtype is torch.float16


def choose_device(precise: bool = False) -> Device:
    """A GPU where there is one; half the bits where the processor is made for it."""
    if torch.cuda.is_available():
        half = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
        return Device(torch.device("cuda"), torch.float32 if precise else half)
    return Device(torch.device("cpu"), torch.float32 if precise or not quick_half() else torch.bfloat16)


def quick_half() -> bool:
    """Whether this processor multiplies bfloat16 itself; emulating it would be slower than floats."""
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))
