"""Stub."""
EXAMPLES = ""


def expose() -> None:
    """Stub."""
