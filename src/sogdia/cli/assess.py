"""Stub."""
EXAMPLES = ""


def assess() -> None:
    """Stub."""
