"""What stops the import of a file."""

from pathlib import Path


class UnreadableArticle(ValueError):
    """A file cannot become an article. Names the file, the line and what is wrong there."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message
