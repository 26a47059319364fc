"""Pictures of every page into docs/screenshots, taken through the fixtures of the browser tests."""

import sys
from pathlib import Path

import pytest

PICTURES = Path(__file__).with_name("pictures.py")

sys.exit(pytest.main([str(PICTURES), "-q", "-p", "no:cacheprovider"]))
