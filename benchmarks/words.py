"""One article, for the wiki and for what it is compared with: words, links, topics, a cover."""

import io
from collections.abc import Iterator

from django.core.files.images import ImageFile
from PIL import Image

SENTENCE = "People hear the tone before the words, and answer the tone. "
TOPICS = ("Listening", "Repair")
AUTHOR = "Ann"


def sections(*, linked: int) -> Iterator[tuple[str, list[str]]]:
    """Yield heading and rich texts of the sections of an article of about 40 kB.

    Every text links to a page.
    """
    paragraphs = f"<p>{SENTENCE * 6}</p>" * 2
    link = f'<p>{SENTENCE * 5}<a linktype="page" id="{linked}">Read on</a>.</p>'
    for position in range(8):
        yield f"On hearing, {position} times", [paragraphs + link] * 4


def cover() -> ImageFile:
    """Return a picture as a camera gives it."""
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((1800, 1200)).save(file, "JPEG")
    return ImageFile(file, name="cover.jpg")
