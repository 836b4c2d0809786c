"""Pixels in, pixels out: shared by serving and lab."""
