"""What can be said of a newborn's ear."""

from app.domain.finding import Finding

FINDINGS = (
    Finding("normal", "No deformity seen", "None of the shapes below was seen in this picture.", absent=True),
    Finding("prominent", "Prominent ear", "The ear stands out from the head; the antihelix is flat or the bowl deep."),
    Finding("lop", "Lop ear", "The upper rim folds down over the ear, as a lid."),
    Finding(
        "cup",
        "Cup (constricted) ear",
        "The rim is drawn tight and hoods over the bowl. Some authors count this as a malformation.",
    ),
    Finding("stahl", "Stahl ear", "A third fold runs from the antihelix to the rim, which is pointed there."),
    Finding("helical_rim", "Helical rim deformity", "The rim is kinked, notched or flattened in one place."),
    Finding("conchal_crus", "Conchal crus", "A ridge crosses the bowl of the ear from front to back."),
    Finding("cryptotia", "Cryptotia", "The upper pole is buried under the skin of the head."),
    Finding(
        "malformation",
        "Suspected malformation",
        "Skin or cartilage seems to be missing (microtia, anotia): not for molding; a specialist should see the child.",
        refer=True,
    ),
)
