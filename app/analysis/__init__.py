"""Exams that wait are claimed, screened and kept: where the pipeline meets the records."""
