"""An evaluation as one self-contained page to read and print, and as JSON."""
