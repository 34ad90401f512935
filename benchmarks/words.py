"""One article, for the wiki and for what it is compared with: words, links, topics, a cover."""

import io
from collections.abc import Iterator
from itertools import count

from django.core.files.images import ImageFile
from PIL import Image

SENTENCE = "People hear the tone before the words, and answer the tone. "
TOPICS = ("Listening", "Repair")
AUTHOR = "Ann"


def sections(*, linked: int) -> Iterator[tuple[str, list[str]]]:
    """Yield heading and rich texts of the sections of an article of about 40 kB.

    Every text links to a page. No paragraph comes twice: an editor would be told of each.
    """
    numbers = count(1)
    link = f'<a linktype="page" id="{linked}">Read on</a>'
    for position in range(8):
        yield (
            f"On hearing, {position} times",
            [
                f"<p>{next(numbers)}. {SENTENCE * 6}</p>"
                f"<p>{next(numbers)}. {SENTENCE * 6}</p>"
                f"<p>{next(numbers)}. {SENTENCE * 5}{link}.</p>"
                for _text in range(4)
            ],
        )


def cover() -> ImageFile:
    """Return a picture as a camera gives it."""
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((1800, 1200)).save(file, "JPEG")
    return ImageFile(file, name="cover.jpg")
