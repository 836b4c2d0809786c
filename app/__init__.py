"""Neoscreen: screening newborns and fetuses with pictures."""

__version__ = "0.1.0"
