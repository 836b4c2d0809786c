"""How quickly exams are analysed here of late, and so how long the next one would wait."""

NEWEST = 0.2
"""What the last exam weighs against all before it."""


class Pace:
    """Of one server; the same for all its processes, which do the same work."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._seconds = 0.0

    def took(self, seconds: float) -> None:
        """An exam was analysed."""
        self._seconds += (seconds - self._seconds) * (NEWEST if self._seconds else 1)

    def wait(self, exams: int) -> float:
        """Seconds until an exam is answered that comes after so many; nought while none was analysed yet."""
        return (exams // self.at_once + 1) * self._seconds
