"""On whom and on what a country's connections depend."""

from sogdia.dependence.exposure import ExposeParams, ExposeResult, expose
from sogdia.dependence.supplies import supplier_shares

__all__ = ["ExposeParams", "ExposeResult", "expose", "supplier_shares"]
