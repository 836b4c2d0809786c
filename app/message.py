"""The mark of a sentence that people read, so that the catalogues find it."""


def message(text: str) -> str:
    """The text itself: it is translated where it is shown."""
    return text
