"""A figure, drawn as a picture for one theme and one width.

pygal draws plain SVG on the server: no script, nothing asked of anybody, and nothing for the page's
security policy to relax.
"""

from dataclasses import dataclass
from typing import Any

import pygal
from django.utils.text import Truncator
from pygal.style import Style

from appointments.staff.figures import Figure

FONT = "system-ui, 'Segoe UI', sans-serif"
LABELS_WIDE, LABELS_NARROW = 12, 5
LETTERS_WIDE, LETTERS_NARROW = 44, 20
BAR_HEIGHT, FRAME_HEIGHT = 34, 60


@dataclass(frozen=True)
class Theme:
    """The colors of the staff's screens that a chart needs; they stand in static/staff/admin.css."""

    ink: str
    ink_soft: str
    line: str
    on_series: str
    series: tuple[str, ...]


# Series differ in lightness, too: they can be told apart without seeing color, and in print.
THEMES = {
    "light": Theme("#17282c", "#435459", "#ddd4c7", "#ffffff", ("#0b5563", "#c9861a", "#87a5a9")),
    "dark": Theme("#edf1ee", "#b6c4c4", "#32464a", "#06262c", ("#86d0da", "#d99a2b", "#54767d")),
}
SIZES = {"wide": (760, 340), "narrow": (380, 320)}

ALWAYS = {
    "js": [],
    "title": None,
    "legend_at_bottom": True,
    "truncate_legend": -1,
    "truncate_label": -1,
    "include_x_axis": True,
    "show_minor_x_labels": False,
    "formatter": "{:g}".format,
    "value_formatter": "{:g}".format,
    "margin": 6,
    "margin_right": 24,
    "spacing": 8,
    "dots_size": 3,
    "no_data_text": "",
}


def draw(figure: Figure, theme: str = "light", size: str = "wide") -> bytes:
    """The figure as an SVG document."""
    width, height = SIZES[size]
    is_narrow, is_bars = size == "narrow", figure.shape == "bars"
    chart = CHARTS[figure.shape](
        width=width,
        height=FRAME_HEIGHT + BAR_HEIGHT * len(figure.labels) if is_bars else height,
        style=_style(figure, THEMES[theme], is_narrow=is_narrow),
        show_legend=not is_bars,
        print_values=is_bars,
        legend_at_bottom_columns=1 if is_narrow else 3,
        y_title=figure.unit or None,
        **ALWAYS,
    )
    chart.add_xml_filter(_still)
    _fill(chart, figure, is_narrow=is_narrow)
    return chart.render()


def _fill(chart: "pygal.Graph", figure: Figure, *, is_narrow: bool) -> None:
    letters = LETTERS_NARROW if is_narrow else LETTERS_WIDE
    labels = [Truncator(label).chars(letters) for label in figure.labels]
    # A horizontal bar chart begins at the bottom.
    order = -1 if figure.shape == "bars" else 1
    chart.x_labels = labels[::order]
    if figure.shape != "bars":
        most = LABELS_NARROW if is_narrow else LABELS_WIDE
        chart.x_labels_major = labels[:: -(-len(labels) // most)]
    for series in figure.series:
        dashes = {"stroke_style": {"dasharray": "7, 5"}} if series.is_measure else {}
        chart.add(series.name, series.numbers[::order], **dashes)


def _still(drawn: Any) -> Any:
    """Without the configuration that pygal writes for its script: a picture runs nothing."""
    for script in list(drawn.iter("{*}script")):
        script.getparent().remove(script)
    return drawn


def _style(figure: Figure, theme: Theme, *, is_narrow: bool) -> Style:
    letters = 13 if is_narrow else 14
    kinds = ("label", "major_label", "legend", "value", "title", "value_label")
    drawn = zip(figure.series, theme.series, strict=False)
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground=theme.ink_soft,
        foreground_strong=theme.ink,
        foreground_subtle=theme.line,
        guide_stroke_color=theme.line,
        major_guide_stroke_color=theme.line,
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
        stroke_width="2.5" if figure.shape == "lines" else "1",
        opacity="1",
        transition="0s",
        colors=tuple(theme.ink_soft if s.is_measure else color for s, color in drawn),
        value_colors=(theme.on_series,) * len(figure.series),
        font_family=FONT,
        **{f"{kind}_font_size": letters for kind in kinds},
    )


CHARTS = {"columns": pygal.StackedBar, "bars": pygal.HorizontalBar, "lines": pygal.Line}
