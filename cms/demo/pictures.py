"""Draws the demo's pictures: flat shapes in soft light, the same bytes every time."""

import io
import math
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 900
Color = tuple[int, int, int]
Draw = ImageDraw.ImageDraw

NIGHT, DUSK, ROSE = (34, 45, 74), (88, 98, 140), (226, 152, 142)
PEACH, CREAM, PAPER = (247, 205, 170), (253, 238, 219), (250, 246, 240)
SAGE, MOSS, PINE = (168, 192, 168), (108, 142, 122), (52, 88, 84)
TEAL, SKY, MIST = (74, 138, 148), (170, 208, 218), (214, 228, 230)
CLAY, BRICK, INK = (196, 112, 84), (150, 74, 66), (44, 44, 58)
GOLD, LIGHT = (240, 190, 96), (255, 230, 166)


def gradient(top: Color, bottom: Color) -> Image.Image:
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        share = y / (HEIGHT - 1)
        column.putpixel(
            (0, y),
            tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)),  # type: ignore[arg-type]
        )
    return column.resize((WIDTH, HEIGHT))


def glow(picture: Image.Image, x: int, y: int, radius: int, color: Color, strength: int) -> None:
    """Lay a soft light over the picture."""
    mask = Image.new("L", (WIDTH // 4, HEIGHT // 4))
    box = [(x - radius) // 4, (y - radius) // 4, (x + radius) // 4, (y + radius) // 4]
    ImageDraw.Draw(mask).ellipse(box, fill=strength)
    mask = mask.filter(ImageFilter.GaussianBlur(radius / 10)).resize((WIDTH, HEIGHT))
    picture.paste(Image.new("RGB", (WIDTH, HEIGHT), color), (0, 0), mask)


def hills(draw: Draw, base: int, height: int, waves: float, phase: float, color: Color) -> None:
    points = [
        (x, base - height * (0.5 + 0.5 * math.sin(phase + waves * math.tau * x / WIDTH)))
        for x in range(0, WIDTH + 20, 20)
    ]
    draw.polygon([(0, HEIGHT), *points, (WIDTH, HEIGHT)], fill=color)


def figure(draw: Draw, x: int, ground: int, size: int, color: Color) -> None:
    """A person seen from afar."""
    head = size // 6
    draw.ellipse([x - head, ground - size, x + head, ground - size + 2 * head], fill=color)
    draw.rounded_rectangle(
        [x - size // 5, ground - size + 2 * head + 6, x + size // 5, ground],
        radius=size // 6,
        fill=color,
    )


def cup(draw: Draw, x: int, y: int, size: int, color: Color) -> None:
    draw.arc(
        [x + size // 2, y + size // 8, x + size, y + size * 5 // 8], 250, 110, color, size // 12
    )
    draw.rounded_rectangle(
        [x - size // 2, y, x + size * 5 // 8, y + size * 3 // 4], size // 4, color
    )
    draw.rectangle([x - size // 2, y, x + size * 5 // 8, y + size // 4], fill=color)


def steam(picture: Image.Image, x: int, y: int) -> None:
    layer = Image.new("L", picture.size)
    drawing = ImageDraw.Draw(layer)
    for shift in (-26, 0, 26):
        points = [(x + shift + 18 * math.sin(step / 7 + shift), y - step * 5) for step in range(40)]
        drawing.line(points, fill=120, width=9)
    layer = layer.filter(ImageFilter.GaussianBlur(7))
    picture.paste(Image.new("RGB", picture.size, PAPER), (0, 0), layer)


def two_chairs() -> Image.Image:
    picture = gradient((236, 216, 196), (214, 186, 164))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 690, WIDTH, HEIGHT], fill=(176, 134, 108))
    draw.rounded_rectangle([520, 110, 1080, 560], 18, fill=PAPER)
    for left in (540, 810):
        draw.rectangle([left, 130, left + 250, 540], fill=SKY)
    draw.polygon([(560, 560), (1040, 560), (1330, HEIGHT), (330, HEIGHT)], fill=(202, 162, 130))
    glow(picture, 800, 400, 520, LIGHT, 90)
    draw = ImageDraw.Draw(picture)
    for x, side, color in ((470, 1, TEAL), (1130, -1, CLAY)):
        draw.rounded_rectangle([x - 95, 470, x + 95, 690], 36, fill=color)
        draw.rounded_rectangle([x - 110 + 10 * side, 650, x + 110 + 10 * side, 720], 26, fill=color)
        for leg in (-80, 80):
            draw.line([(x + leg, 715), (x + leg + 8 * side, 810)], fill=INK, width=12)
    return picture


def bridge() -> Image.Image:
    picture = gradient((196, 210, 216), (236, 226, 214))
    draw = ImageDraw.Draw(picture)
    hills(draw, 560, 150, 1.2, 0.4, (176, 194, 198))
    hills(draw, 640, 110, 1.6, 2.0, (146, 172, 174))
    draw.rectangle([0, 700, WIDTH, HEIGHT], fill=(128, 164, 172))
    draw.arc([240, 480, 1360, 1060], 188, 352, fill=BRICK, width=34)
    for step in range(13):
        x = 330 + step * 78
        y = 700 - 190 * math.sin(math.pi * (x - 240) / 1120)
        draw.line([(x, y - 78), (x, y + 6)], fill=BRICK, width=10)
    draw.arc([240, 402, 1360, 982], 188, 352, fill=BRICK, width=14)
    hills(draw, 900, 160, 0.5, 1.2, PINE)
    glow(picture, 1250, 330, 380, PAPER, 170)
    return picture


def after_rain() -> Image.Image:
    picture = gradient((118, 134, 160), (206, 196, 196))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 0, WIDTH, 620], fill=(164, 140, 132))
    for row in range(9):
        for column in range(-1, 14):
            x = column * 124 + (row % 2) * 62
            draw.rounded_rectangle([x, row * 70, x + 116, row * 70 + 62], 8, fill=(176, 150, 140))
    draw.rectangle([0, 620, WIDTH, HEIGHT], fill=(112, 122, 140))
    for x, color in ((610, CLAY), (930, TEAL)):
        draw.line([(x, 220), (x + 60, 690)], fill=INK, width=10)
        draw.pieslice([x - 150, 160, x + 150, 460], 180, 360, fill=color)
        for offset in (-100, 0, 100):
            draw.pieslice(
                [x + offset - 52, 284, x + offset + 52, 336], 180, 360, fill=(164, 140, 132)
            )
    for x, y, size in ((380, 760, 260), (1010, 800, 360), (1330, 720, 180)):
        draw.ellipse([x - size, y - size // 9, x + size, y + size // 9], fill=(158, 172, 188))
    glow(picture, 1280, 120, 420, LIGHT, 110)
    return picture


def kitchen_light() -> Image.Image:
    picture = gradient(NIGHT, (66, 62, 84))
    glow(picture, 800, 520, 640, GOLD, 130)
    draw = ImageDraw.Draw(picture)
    draw.line([(800, 0), (800, 240)], fill=INK, width=8)
    draw.pieslice([660, 200, 940, 480], 180, 360, fill=CLAY)
    draw.ellipse([766, 316, 834, 372], fill=LIGHT)
    draw.rounded_rectangle([330, 660, 1270, 704], 18, fill=(120, 82, 66))
    for x in (400, 1180):
        draw.rectangle([x, 700, x + 24, HEIGHT], fill=(94, 64, 54))
    cup(draw, 620, 590, 90, CREAM)
    cup(draw, 980, 590, 90, SAGE)
    return picture


def two_shores() -> Image.Image:
    picture = gradient((72, 82, 128), (244, 176, 148))
    glow(picture, 800, 520, 300, LIGHT, 230)
    draw = ImageDraw.Draw(picture)
    hills(draw, 560, 70, 2.0, 0.0, (122, 104, 140))
    draw.rectangle([0, 560, WIDTH, HEIGHT], fill=(104, 112, 152))
    for line in range(14):
        y = 580 + line * 22
        half = 200 - line * 12
        draw.line([(800 - half, y), (800 + half, y)], fill=(246, 196, 156), width=4)
    draw.polygon([(0, 600), (460, 690), (380, 900), (0, 900)], fill=NIGHT)
    draw.polygon([(WIDTH, 580), (1160, 690), (1250, 900), (WIDTH, 900)], fill=NIGHT)
    figure(draw, 330, 680, 150, (20, 26, 44))
    figure(draw, 1290, 672, 150, (20, 26, 44))
    return picture


def kettle() -> Image.Image:
    picture = gradient((232, 222, 208), (206, 190, 170))
    glow(picture, 420, 220, 480, PAPER, 190)
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 690, WIDTH, HEIGHT], fill=(138, 106, 88))
    draw.ellipse([610, 380, 990, 720], fill=TEAL)
    draw.rectangle([640, 640, 960, 716], fill=TEAL)
    draw.arc([660, 250, 940, 560], 180, 360, fill=INK, width=22)
    draw.polygon([(960, 480), (1090, 400), (1112, 430), (980, 560)], fill=TEAL)
    draw.ellipse([770, 356, 830, 400], fill=GOLD)
    cup(draw, 430, 590, 130, CREAM)
    cup(draw, 1220, 590, 130, CLAY)
    steam(picture, 1104, 396)
    return picture


def pulse() -> Image.Image:
    picture = gradient(PAPER, (232, 236, 232))
    draw = ImageDraw.Draw(picture)
    for y in range(150, 800, 110):
        draw.line([(120, y), (1480, y)], fill=(218, 222, 218), width=3)
    points = []
    for x in range(140, 1300, 6):
        rise = 1 / (1 + math.exp(-(x - 420) / 22))
        fall = math.exp(-max(0, x - 460) / 330)
        points.append((x, 700 - 500 * rise * fall))
    draw.line(points, fill=CLAY, width=16, joint="curve")
    cup(draw, 1380, 590, 130, TEAL)
    steam(picture, 1380, 570)
    return picture


def open_door() -> Image.Image:
    picture = gradient((60, 66, 92), (88, 84, 104))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 760, WIDTH, HEIGHT], fill=(70, 62, 74))
    draw.rectangle([660, 130, 980, 760], fill=LIGHT)
    draw.polygon([(660, 760), (980, 760), (1260, 900), (560, 900)], fill=(244, 200, 130))
    glow(picture, 820, 460, 560, GOLD, 110)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(980, 130), (1180, 70), (1180, 830), (980, 760)], fill=BRICK)
    draw.ellipse([1010, 450, 1036, 476], fill=GOLD)
    figure(draw, 800, 758, 320, (150, 96, 70))
    return picture


def window_seat() -> Image.Image:
    picture = gradient((210, 184, 158), (178, 148, 126))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle([380, 90, 1220, 640], 24, fill=PAPER)
    draw.rectangle([410, 120, 1190, 610], fill=(150, 176, 204))
    hills(draw, 620, 130, 1.4, 0.6, MOSS)
    draw.rectangle([0, 612, WIDTH, HEIGHT], fill=(168, 132, 110))
    draw.line([(800, 120), (800, 612)], fill=PAPER, width=20)
    draw.rounded_rectangle([320, 620, 1280, 740], 30, fill=TEAL)
    draw.polygon([(760, 640), (900, 600), (1040, 640), (900, 676)], fill=PAPER)
    draw.line([(900, 602), (900, 674)], fill=MIST, width=5)
    draw.rounded_rectangle([380, 500, 560, 650], 40, fill=ROSE)
    glow(picture, 180, 260, 360, GOLD, 140)
    return picture


def letter() -> Image.Image:
    picture = gradient((186, 204, 190), (150, 176, 162))
    paper = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    draw = ImageDraw.Draw(paper)
    draw.rounded_rectangle([470, 190, 1090, 700], 14, fill=(*PAPER, 255))
    draw.polygon([(470, 190), (1090, 190), (780, 430)], fill=(236, 228, 216, 255))
    for line in range(4):
        draw.line(
            [(560, 490 + line * 44), (1000 - 90 * (line == 3), 490 + line * 44)],
            fill=(176, 170, 166, 255),
            width=7,
        )
    turned = paper.rotate(-7, center=(780, 440), resample=Image.Resampling.BICUBIC)
    picture.paste(turned, (0, 0), turned)
    draw = ImageDraw.Draw(picture)
    draw.line([(1150, 250), (1330, 640)], fill=INK, width=22)
    draw.polygon([(1322, 628), (1340, 620), (1346, 672)], fill=GOLD)
    draw.line([(330, 720), (560, 560)], fill=PINE, width=8)
    for step in range(7):
        x, y = 350 + step * 30, 706 - step * 21
        draw.ellipse([x - 8, y - 44, x + 10, y - 4], fill=MOSS)
        draw.ellipse([x + 2, y + 4, x + 40, y + 22], fill=MOSS)
    glow(picture, 300, 160, 420, PAPER, 130)
    return picture


def two_blankets() -> Image.Image:
    picture = gradient((88, 96, 126), (150, 140, 158))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle([260, 300, 1340, 560], 40, fill=(112, 82, 76))
    draw.rounded_rectangle([220, 520, 1380, 800], 40, fill=CREAM)
    draw.rounded_rectangle([330, 430, 720, 560], 50, fill=PAPER)
    draw.rounded_rectangle([880, 430, 1270, 560], 50, fill=PAPER)
    for left, colors in ((270, (TEAL, (94, 156, 164))), (820, (CLAY, (210, 134, 104)))):
        for fold in range(3):
            draw.rounded_rectangle(
                [left + fold * 8, 700 - fold * 58, left + 510 - fold * 8, 770 - fold * 58],
                30,
                fill=colors[fold % 2],
            )
    glow(picture, 1420, 120, 330, LIGHT, 150)
    return picture


def lighthouse() -> Image.Image:
    picture = gradient((56, 72, 112), (232, 178, 156))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 620, WIDTH, HEIGHT], fill=(70, 96, 128))
    for line in range(9):
        draw.line(
            [(80 * line, 660 + 24 * line), (80 * line + 520, 660 + 24 * line)],
            fill=(98, 124, 152),
            width=4,
        )
    draw.polygon(
        [(900, 640), (1080, 560), (1400, 600), (1600, 660), (1600, 760), (900, 720)], fill=NIGHT
    )
    draw.polygon([(1160, 580), (1184, 260), (1256, 260), (1280, 580)], fill=PAPER)
    for band in (330, 440, 540):
        draw.rectangle([1172, band, 1268, band + 36], fill=BRICK)
    draw.rectangle([1186, 206, 1254, 260], fill=LIGHT)
    draw.polygon([(1176, 206), (1264, 206), (1220, 160)], fill=BRICK)
    glow(picture, 1220, 232, 300, LIGHT, 170)
    return picture


def portrait(
    skin: Color, hair: Color, clothes: Color, wall: Color, *, long_hair: bool
) -> Image.Image:
    picture = gradient(wall, tuple(max(0, part - 34) for part in wall))  # type: ignore[arg-type]
    draw = ImageDraw.Draw(picture)
    if long_hair:
        draw.rounded_rectangle([570, 190, 1030, 760], 200, fill=hair)
    draw.rounded_rectangle([470, 640, 1130, 1100], 200, fill=clothes)
    draw.rounded_rectangle([730, 520, 870, 720], 60, fill=tuple(max(0, part - 18) for part in skin))
    draw.ellipse([630, 210, 970, 620], fill=skin)
    draw.pieslice([606, 150, 994, 560], 180, 360, fill=hair)
    draw.chord([640, 230, 1000, 470], 190, 330, fill=hair)
    glow(picture, 480, 180, 420, PAPER, 60)
    return picture.crop((350, 0, 1250, 900))


def logo() -> Image.Image:
    picture = Image.new("RGB", (600, 600), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle([70, 110, 400, 350], 80, fill=TEAL)
    draw.polygon([(130, 320), (120, 430), (230, 340)], fill=TEAL)
    draw.rounded_rectangle([210, 250, 530, 480], 80, fill=CLAY)
    draw.polygon([(470, 460), (490, 550), (380, 470)], fill=CLAY)
    draw.rounded_rectangle([210, 250, 400, 350], 40, fill=GOLD)
    return picture


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "two-chairs": two_chairs,
    "bridge": bridge,
    "after-rain": after_rain,
    "kitchen-light": kitchen_light,
    "two-shores": two_shores,
    "kettle": kettle,
    "pulse": pulse,
    "open-door": open_door,
    "window-seat": window_seat,
    "letter": letter,
    "two-blankets": two_blankets,
    "lighthouse": lighthouse,
    "logo": logo,
    "portrait-mara": lambda: portrait((238, 206, 184), (196, 160, 110), PINE, SAGE, long_hair=True),
    "portrait-yulan": lambda: portrait((236, 200, 170), (40, 36, 42), ROSE, MIST, long_hair=True),
    "portrait-tomas": lambda: portrait((212, 164, 130), (78, 58, 48), DUSK, PEACH, long_hair=False),
    "portrait-amina": lambda: portrait((132, 88, 64), (34, 28, 30), GOLD, SKY, long_hair=True),
    "portrait-jonas": lambda: portrait(
        (240, 210, 190), (122, 84, 58), CLAY, CREAM, long_hair=False
    ),
}


@cache
def draw(name: str) -> bytes:
    """Return the JPEG bytes of a picture."""
    file = io.BytesIO()
    PICTURES[name]().save(file, "JPEG", quality=90)
    return file.getvalue()
