"""Two snapshots of a page → what differs, side by side, word by word. Pure: names are handed in."""

from .differences import Comparison, Difference, Names
from .lines import Line, Run, lines_between
from .snapshots import compare

__all__ = ["Comparison", "Difference", "Line", "Names", "Run", "compare", "lines_between"]
