"""Where files lie: a folder, as Django keeps them."""

from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A file that cannot be written wholly, as on a full disk, leaves nothing behind."""

    def _save(self, name: str, content: Any) -> str:
        was_there = self.exists(name)
        try:
            return super()._save(name, content)
        except OSError:
            if not was_there:
                self.delete(name)
            raise
