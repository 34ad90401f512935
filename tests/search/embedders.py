"""Small embedders that know what a few words mean in every language of the tests."""

import math
import zlib
from collections.abc import Sequence
from typing import Any

from search import words

SIZE = 64
# Words of one meaning, whatever the language.
MEANINGS = [
    ["quarrel", "argument", "fight", "争吵", "吵架", "pelea"],
    ["silence", "quiet", "沉默", "安静", "silencio"],
    ["money", "bills", "钱", "dinero"],
]


class Dictionary:
    """Looks words up; whatever is not in it has a direction of its own."""

    name = "dictionary"
    asked = 0

    def passages(self, texts: Sequence[str]) -> Any:
        return [self.vector(text) for text in texts]

    def question(self, text: str) -> Any:
        return self.vector(text)

    def vector(self, text: str) -> list[float]:
        type(self).asked += 1
        vector = [0.001] * SIZE
        folded = words.fold(text)[0]
        for place, meaning in enumerate(MEANINGS):
            vector[place] += sum(folded.count(word) for word in meaning)
        for token in words.tokens(text, "en"):
            place = len(MEANINGS) + zlib.crc32(token.word.encode()) % (SIZE - len(MEANINGS))
            vector[place] += 0.1
        length = math.hypot(*vector)
        return [number / length for number in vector]


class Broken:
    """Can be loaded and does nothing else."""

    name = "broken"

    def passages(self, texts: Sequence[str]) -> Any:
        raise RuntimeError("The model is damaged.")

    def question(self, text: str) -> Any:
        raise RuntimeError("The model is damaged.")


class Mute(Dictionary):
    """Embeds documents but no questions."""

    name = "mute"

    def question(self, text: str) -> Any:
        raise RuntimeError("The model is damaged.")


class Unloadable:
    def __init__(self) -> None:
        raise OSError("There is no model.")
