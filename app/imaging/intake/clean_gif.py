"""A GIF's blocks, rid of what is not the picture; its packed pixels are not touched."""

from app.imaging.intake.gif import CONTROL, EXTENSION, IMAGE, Block, blocks, head

APPLICATION = 0xFF
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def clean_gif(content: bytes) -> bytes:
    """Pictures, their times and the loop stay; comments, texts and other programs' blocks go."""
    kept = [content[block.start : block.stop] for block in blocks(content) if _kept(content, block)]
    return content[: head(content)] + b"".join(kept) + b";"


def _kept(content: bytes, block: Block) -> bool:
    if block.mark == IMAGE or (block.mark == EXTENSION and block.label == CONTROL):
        return True
    named = content[block.start + 3 : block.start + 14]
    return block.mark == EXTENSION and block.label == APPLICATION and named in LOOPS and block.stop - block.start <= 19
