"""Imports documents into three locales and builds all of them from nothing; prints the speed."""

import io
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

LOCALES = ("en", "zh-Hans", "es")
WORDS = "People hear the tone before the words, and answer the tone. " * 60


class Memory(io.StringIO):
    """Takes what the command tells after each batch, and notes how much memory there is then."""

    def __init__(self) -> None:
        super().__init__()
        self.megabytes: list[float] = []

    def write(self, told: str) -> int:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        self.megabytes.append(pages * resource.getpagesize() / 1e6)
        return len(told)


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from cms.importing.bulk import BulkImport
    from cms.importing.collections import Entry
    from content_models.models.published import PublishedDocument

    entries = [
        Entry(0, f"{number}", locale, "article", f"Article {number}", WORDS)
        for number in range(int(sys.argv[1]))
        for locale in LOCALES
    ]
    BulkImport("rebuilt", lambda done: None, lambda left: None).run(entries)
    PublishedDocument.objects.all().delete()
    memory, started = Memory(), time.process_time()
    call_command("rebuild_documents", stdout=io.StringIO(), stderr=memory)
    seconds = time.process_time() - started
    built = PublishedDocument.objects.count()
    early = max(memory.megabytes[: len(memory.megabytes) // 5 or 1])
    print(
        f"{built} documents rebuilt, {built / seconds:.0f} a second of CPU; "
        f"memory {early:.0f} MB in the first fifth, at most {max(memory.megabytes):.0f} MB"
    )


if __name__ == "__main__":
    main()
