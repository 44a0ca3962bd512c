"""Stub."""
EXAMPLES = ""


def compare() -> None:
    """Stub."""
