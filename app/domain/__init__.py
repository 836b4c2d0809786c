"""The clinic's vocabulary as frozen values."""
