"""Meagher County, Montana: a real file of the Census, which lies beside the repository."""

from pathlib import Path
from typing import Final

import pytest

MEAGHER: Final = (
    Path(__file__).parents[2] / "shared" / "data" / "tiger" / "tl_2024_30059_addrfeat.zip"
)

needs_meagher = pytest.mark.skipif(
    not MEAGHER.exists(), reason=f"needs ../shared/data/tiger/{MEAGHER.name}, which is not there"
)
