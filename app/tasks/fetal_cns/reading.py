"""What only a reader writes down of a fetus: measurements, and the ratios that follow from them."""

from collections.abc import Mapping

from app.domain.reader_form import Derived, NumberField, ReaderForm, Value, numbers
from app.message import message


def systolic_diastolic(entries: Mapping[str, Value]) -> float | None:
    found = numbers(entries, "peak", "end")
    return found[0] / found[1] if found and found[1] else None


def resistance(entries: Mapping[str, Value]) -> float | None:
    found = numbers(entries, "peak", "end")
    return (found[0] - found[1]) / found[0] if found else None


def pulsatility(entries: Mapping[str, Value]) -> float | None:
    found = numbers(entries, "peak", "end", "mean_peak")
    return (found[0] - found[1]) / found[2] if found else None


READING = ReaderForm(
    fields=(
        NumberField("bpd", message("Biparietal diameter (BPD)"), "cm", 0.5, 13),
        NumberField("hc", message("Head circumference (HC)"), "cm", 2, 45),
        NumberField("ac", message("Abdominal circumference (AC)"), "cm", 2, 50),
        NumberField("fl", message("Femur length (FL)"), "cm", 0.2, 10),
        NumberField("cerebellum", message("Cerebellum, across"), "cm", 0.5, 8),
        NumberField("weight", message("Estimated weight (EFW)"), "g", 10, 7000),
        NumberField("fluid", message("Amniotic fluid index (AFI)"), "cm", 0, 60),
        NumberField("peak", message("Umbilical artery: peak systolic"), "cm/s", 1, 200),
        NumberField("end", message("Umbilical artery: end diastolic"), "cm/s", -100, 200),
        NumberField("mean_peak", message("Umbilical artery: mean of the peak (TAmax)"), "cm/s", 1, 200),
    ),
    derived=(
        Derived("sd", "S/D", message("peak systolic / end diastolic"), systolic_diastolic),
        Derived("ri", "RI", message("(peak systolic − end diastolic) / peak systolic"), resistance),
        Derived("pi", "PI", message("(peak systolic − end diastolic) / mean of the peak"), pulsatility),
    ),
)
