"""Two snapshots of a page → what differs, side by side, word by word. Pure: names are handed in."""

from .lines import Line, Run, lines_between
from .snapshots import Comparison, Difference, Names, compare

__all__ = ["Comparison", "Difference", "Line", "Names", "Run", "compare", "lines_between"]
