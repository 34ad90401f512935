"""The picture of a shared result, 1200×630: the same card always gives the same bytes."""

import io
from dataclasses import replace
from typing import Any

from PIL import Image, ImageDraw

from api.quizzes.lettering import LINE_HEIGHT, Style, lines_of, write
from content_models import locales

JSON = dict[str, Any]

WIDTH, HEIGHT, MARGIN = 1200, 630, 60
GROUND, INK, QUIET, LINE, ACCENT, SOFT = (
    "#faf7f1",
    "#23313a",
    "#5b6b74",
    "#c9c2b4",
    "#2f6f73",
    "#e9e3d6",
)
CHART = 470
GAP = 50
MOST_BARS = 7


def picture_of(card: JSON, *, site_name: str) -> bytes:
    """Return a JPEG of a result card: site, quiz, result and the chart that the card describes."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    locale = card["locale"]
    style = Style(locale, locales.information(locale).direction, 26, QUIET)
    is_mirrored = style.direction == "rtl"
    chart_x = MARGIN if is_mirrored else WIDTH - MARGIN - CHART
    _write_words(draw, card, site_name, style)
    box = (chart_x, (HEIGHT - CHART) // 2, chart_x + CHART, (HEIGHT + CHART) // 2)
    if card["chart"]["quadrant"]:
        _draw_plane(draw, card["chart"]["quadrant"], box, replace(style, size=22))
    else:
        _draw_bars(draw, card["chart"]["bars"], box, replace(style, size=24))
    draw.rectangle((0, HEIGHT - 12, WIDTH, HEIGHT), fill=ACCENT)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88, optimize=False, progressive=False)
    return file.getvalue()


def _write_words(draw: ImageDraw.ImageDraw, card: JSON, site_name: str, style: Style) -> None:
    is_mirrored = style.direction == "rtl"
    align, x = ("right", WIDTH - MARGIN) if is_mirrored else ("left", MARGIN)
    width = WIDTH - 2 * MARGIN - CHART - GAP
    [site] = lines_of(site_name, style, width, 1)
    write(draw, (x, 100), site, style, align=align)
    name = card["result"]["name"] if card["result"] else card["title"]
    for size in (68, 58, 48, 40):
        big = replace(style, size=size, color=INK)
        lines = lines_of(name, big, width, 4)
        if len(lines) <= 3:
            break
    title = replace(style, size=34, color=ACCENT)
    titles = lines_of(card["title"], title, width, 2) if card["result"] else []
    tall = sum(
        len(part) * used.size * LINE_HEIGHT for part, used in ((titles, title), (lines, big))
    )
    y = (HEIGHT - tall) / 2 + 20
    for part, used in ((titles, title), (lines, big)):
        for line in part:
            y += used.size * LINE_HEIGHT
            write(draw, (x, y), line, used, align=align)
        y += 10


def _draw_bars(
    draw: ImageDraw.ImageDraw, bars: list[JSON], box: tuple[int, int, int, int], style: Style
) -> None:
    """Draw the longest bars, in the order in which the card has them."""
    left, top, right, bottom = box
    known = [bar for bar in bars if bar["position"] is not None]
    longest = sorted(known, key=lambda bar: -float(bar["position"]))[:MOST_BARS]
    shown = [bar for bar in known if bar in longest]
    step = min(120.0, (bottom - top) / max(1, len(shown)))
    y = (top + bottom - step * len(shown)) / 2
    is_mirrored = style.direction == "rtl"
    for bar in shown:
        [name] = lines_of(bar["name"], style, right - left, 1)
        align, x = ("right", right) if is_mirrored else ("left", left)
        write(draw, (x, y + style.size), name, replace(style, color=INK), align=align)
        bar_top, tall = y + style.size + 12, max(10, min(26, step - style.size - 22))
        draw.rounded_rectangle((left, bar_top, right, bar_top + tall), tall / 2, fill=SOFT)
        y += step
        if float(bar["position"]) == 0:
            continue
        length = max(tall, (right - left) * float(bar["position"]) / 100)
        ends = (right - length, right) if is_mirrored else (left, left + length)
        draw.rounded_rectangle(
            (ends[0], bar_top, ends[1], bar_top + tall), tall / 2, fill=bar["color"] or ACCENT
        )


def _draw_plane(
    draw: ImageDraw.ImageDraw, plane: JSON, box: tuple[int, int, int, int], style: Style
) -> None:
    left, top, right, bottom = box[0], box[1] + 30, box[2], box[3] - 30
    is_mirrored = style.direction == "rtl"
    across = float(plane["x"]["position"]) / 100
    cut_across = float(plane["x"]["cut"]) / 100
    if is_mirrored:
        across, cut_across = 1 - across, 1 - cut_across
    x, y = (
        left + across * (right - left),
        bottom - float(plane["y"]["position"]) / 100 * (bottom - top),
    )
    cut_x = left + cut_across * (right - left)
    cut_y = bottom - float(plane["y"]["cut"]) / 100 * (bottom - top)
    draw.rectangle((left, top, right, bottom), fill=SOFT)
    inner = (
        min(cut_x, left if x < cut_x else right),
        min(cut_y, top if y < cut_y else bottom),
        max(cut_x, left if x < cut_x else right),
        max(cut_y, top if y < cut_y else bottom),
    )
    draw.rectangle(inner, fill="#d5e4e0")
    draw.line((cut_x, top, cut_x, bottom), fill=LINE, width=3)
    draw.line((left, cut_y, right, cut_y), fill=LINE, width=3)
    draw.ellipse((x - 17, y - 17, x + 17, y + 17), fill=GROUND)
    draw.ellipse((x - 13, y - 13, x + 13, y + 13), fill=ACCENT)
    align, edge = ("right", right) if is_mirrored else ("left", left)
    other, end = ("left", left) if is_mirrored else ("right", right)
    for text, place, side in (
        (plane["y"]["name"], (edge, top - 12), align),
        (plane["x"]["name"], (end, bottom + style.size + 10), other),
    ):
        [line] = lines_of(text, style, right - left, 1)
        write(draw, place, line, style, align=side)
