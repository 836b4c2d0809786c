"""Every kind of mistake in labels.csv is told with its row and column."""

from pathlib import Path

import pytest
from PIL import Image

from app.domain.task import Task
from app.errors import Invalid
from app.lab.folder import read_folder

HEADING = "file,exam,patient,site,finding,severity,view,box"
GOOD = "a.png,e1,b1,s1,none,,axial,"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.png", "b.png", "c.png"):
        Image.new("L", (40, 30)).save(tmp_path / name)
    (tmp_path / "torn.png").write_bytes(b"not a picture")
    return tmp_path


def write(folder: Path, *lines: str, heading: str = HEADING) -> Path:
    (folder / "labels.csv").write_text("\n".join((heading, *lines)) + "\n", encoding="utf-8")
    return folder


def sentence(folder: Path, task: Task) -> str:
    with pytest.raises(Invalid) as caught:
        read_folder(folder, task)
    return caught.value.sentence


def test_a_good_row_is_read_whole(folder: Path, task: Task) -> None:
    Image.new("L", (40, 30)).save(folder / "a.mask.png")
    (row,) = read_folder(write(folder, "a.png,e1,b1,s1,spot,0.25,axial,1 2 30 20"), task)
    assert row.findings == ("spot",)
    assert row.severity == 0.25
    assert row.box is not None
    assert row.box.right == 30
    assert row.mask == folder / "a.mask.png"
    assert row.group == "b1"
    assert row.line == 2


def test_optional_columns_are_read_where_they_are(folder: Path, task: Task) -> None:
    write(
        folder,
        GOOD + ",5,probe A,31,train,twins 1",
        heading=HEADING + ",skin_tone,device,gestational_age,split,group",
    )
    (row,) = read_folder(folder, task)
    assert (row.skin_tone, row.device, row.gestational_age) == ("5", "probe A", "31")
    assert (row.split, row.group) == ("train", "twins 1")


def test_a_byte_order_mark_from_a_spreadsheet_does_no_harm(folder: Path, task: Task) -> None:
    (folder / "labels.csv").write_text(f"{HEADING}\n{GOOD}\n", encoding="utf-8-sig")
    assert len(read_folder(folder, task)) == 1


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("zz.png,e,b,s,none,,axial,", "file", "'zz.png'"),
        ("../a.png,e,b,s,none,,axial,", "file", "outside the folder"),
        (",e,b,s,none,,axial,", "file", "empty"),
        ("torn.png,e,b,s,none,,axial,", "file", "cannot be read"),
        ("a.png,,b,s,none,,axial,", "exam", "empty"),
        ("a.png,e,,s,none,,axial,", "patient", "empty"),
        ("a.png,e,b,s,,,axial,", "finding", "empty"),
        ("a.png,e,b,s,spto,,axial,", "finding", "Use one of: none, spot"),
        ("a.png,e,b,s,none+spot,,axial,", "finding", "'none' stands together"),
        ("a.png,e,b,s,spot+spot,,axial,", "finding", "twice"),
        ("a.png,e,b,s,none,1.2,axial,", "severity", "'1.2' is not between 0 and 1"),
        ("a.png,e,b,s,none,-0.1,axial,", "severity", "not between"),
        ("a.png,e,b,s,none,nan,axial,", "severity", "not between"),
        ("a.png,e,b,s,none,mild,axial,", "severity", "not between"),
        ("a.png,e,b,s,none,,axial,1 2 3", "box", "not four numbers"),
        ("a.png,e,b,s,none,,axial,1 2 x 4", "box", "not four numbers"),
        ("a.png,e,b,s,none,,axial,9 2 3 4", "box", "no area"),
        ("a.png,e,b,s,none,,axial,0 0 41 30", "box", "leaves the picture, which is 40 x 30"),
    ],
)
def test_a_mistake_names_its_row_and_column(folder: Path, task: Task, line: str, column: str, words: str) -> None:
    said = sentence(write(folder, GOOD, line), task)
    assert said.startswith(f"Row 3, column {column}: ")
    assert words in said
    assert said.endswith(".")


def test_each_column_is_missed(folder: Path, task: Task) -> None:
    for column in HEADING.split(","):
        names = [name for name in HEADING.split(",") if name != column]
        assert f"the column {column} is missing" in sentence(write(folder, heading=",".join(names)), task)


def test_a_folder_without_labels_is_refused(tmp_path: Path, task: Task) -> None:
    assert "There is no labels.csv" in sentence(tmp_path, task)


def test_labels_without_rows_are_refused(folder: Path, task: Task) -> None:
    assert "holds no rows" in sentence(write(folder), task)


def test_a_stray_comma_is_told(folder: Path, task: Task) -> None:
    assert "Row 2 has more cells" in sentence(write(folder, GOOD + ",x,y"), task)


def test_a_picture_named_twice_is_refused(folder: Path, task: Task) -> None:
    assert "stands in row 2 already" in sentence(write(folder, GOOD, GOOD.replace("e1", "e2")), task)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            ("a.png,e1,b1,s,none,,v,,train,", "b.png,e2,b1,s,none,,v,,test,"),
            "Row 3, column split: patient 'b1'",
        ),
        (
            ("a.png,e1,b1,s,none,,v,,train,", "b.png,e2,b1,s,none,,v,,,"),
            "has no split here and split 'train' in row 2",
        ),
        (("a.png,e1,b1,s,none,,v,,,g1", "b.png,e2,b1,s,none,,v,,,g2"), "Row 3, column group: patient 'b1'"),
        (
            ("a.png,e1,b1,s,none,,v,,train,g", "b.png,e2,b2,s,none,,v,,test,g"),
            "Row 3, column split: group 'g'",
        ),
        (("a.png,e1,b1,s,none,,v,,,", "b.png,e1,b2,s,none,,v,,,"), "Row 3, column patient: exam 'e1'"),
        (("a.png,e1,b1,s,none,,v,,dev,",), "Row 2, column split: 'dev' is unknown"),
    ],
)
def test_what_would_leak_into_the_test_is_refused(folder: Path, task: Task, lines: tuple[str, ...], words: str) -> None:
    assert words in sentence(write(folder, *lines, heading=HEADING + ",split,group"), task)


def test_a_picture_torn_in_the_middle_is_told_when_it_is_read(folder: Path, task: Task) -> None:
    whole = (folder / "a.png").read_bytes()
    (row,) = read_folder(write(folder, GOOD), task)
    (folder / "a.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Invalid, match=r"Row 2, column file: the picture 'a\.png' cannot be read"):
        row.pixels()
