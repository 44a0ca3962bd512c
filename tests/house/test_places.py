"""The project names no machine and no package host; what it locks carries hashes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTS = re.compile(r"py" + r"pi\.org|python" + r"hosted\.org|registry\.npm" + r"js|deb\.debian" + r"\.org")


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [ROOT / name for name in listed.stdout.splitlines()]


def test_no_text_names_a_host() -> None:
    named = []
    for path in tracked():
        if path.suffix in {".parquet", ".png", ".gpkg", ".xz"} or not path.is_file():
            continue
        if HOSTS.search(path.read_text(encoding="utf-8")):
            named.append(str(path.relative_to(ROOT)))
    assert named == []


def test_locks_are_pinned_by_hash_and_name_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert len(re.findall(r"^\S+==", text, flags=re.MULTILINE)) <= text.count("--hash=sha256:")
