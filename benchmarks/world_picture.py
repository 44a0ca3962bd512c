"""The embedded world of a year on one map: docs/pictures/world.png.

Run: ``python benchmarks/world_picture.py [YEAR]``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from sogdia.data.embedded import world
from sogdia.reports.maps import network_map
from sogdia.reports.pictures import as_png

PICTURE: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "world.png"
YEAR: Final = 2026
DPI: Final = 220


def main() -> None:
    """Draw what is in service in the year, and say how much of it is drawn."""
    year = int(sys.argv[1]) if len(sys.argv) > 1 else YEAR
    net = world().in_service(year)
    PICTURE.write_bytes(as_png(network_map(net), dpi=DPI))
    print(PICTURE, net.spans.setting.value_counts().to_dict())


if __name__ == "__main__":
    main()
