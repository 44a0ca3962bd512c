"""Stub."""
EXAMPLES = ""


def report() -> None:
    """Stub."""
