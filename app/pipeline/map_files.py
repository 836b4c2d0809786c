"""Heat maps as files: gray pictures that carry where they lie and what their white stands for."""

import json
from collections.abc import Iterator
from pathlib import Path

from app.domain.assessment import Assessment, HeatMap
from app.imaging.heatmap import encode_map
from app.pipeline.file_exam import FileExam


def write_maps(exam: FileExam, folder: Path, number: int) -> tuple[str, ...]:
    """The names of the files, under the folder; `number` keeps exams apart whose files are called the same."""
    found = exam.outcome.assessment
    return () if found is None else tuple(write(found, exam, folder, number))


def write(found: Assessment, exam: FileExam, folder: Path, number: int) -> Iterator[str]:
    for heat in found.maps:
        name = f"{number:04d}-{exam.files[heat.picture].stem}-{heat.frame:03d}-{heat.finding}-{slug(heat.method)}.png"
        content, _ = encode_map(heat.values, note(heat))
        (folder / name).write_bytes(content)
        yield name


def note(heat: HeatMap) -> dict[str, str]:
    """What a reader of the file alone needs to lay it on the picture."""
    box = [heat.box.left, heat.box.top, heat.box.right, heat.box.bottom]
    return {
        "finding": heat.finding,
        "method": heat.method,
        "box": json.dumps(box),
        "white": repr(float(heat.values.max())),
    }


def slug(method: str) -> str:
    return method.lower().replace(" ", "-")
