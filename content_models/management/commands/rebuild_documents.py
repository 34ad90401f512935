"""Rebuild the published documents, or prove that none is stale."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from content_models.models.images import WikiImage
from content_models.publishing import catching_up, images, store, waiting
from content_models.publishing.dependents import Identity

BATCH = 50


class Command(BaseCommand):
    help = "Rebuild the published documents from the published revisions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail when a document is stale."
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        identities = store.everything()
        done = self.check_documents(identities) if check else self.rebuild(identities)
        unrevised = Page.objects.filter(
            live=True, live_revision=None, alias_of=None, depth__gt=1
        ).count()
        if unrevised:
            self.stderr.write(f"{unrevised} live pages were never published through a revision.")
        self.stdout.write(f"{len(identities)} looked at, {done}.")

    def rebuild(self, identities: list[Identity]) -> str:
        changed = 0
        with catching_up.dependents_last(self.tell_left):
            for batch in self.batches(identities):
                refreshed = store.refresh(batch)
                changed += len(refreshed.published) + len(refreshed.withdrawn)
        left = waiting.documents().count()
        return f"{changed} changed, {left} left to be built" if left else f"{changed} changed"

    def check_documents(self, identities: list[Identity]) -> str:
        numbers = WikiImage.objects.values_list("pk", flat=True)
        with images.leaving_out(images.unmade(numbers)):
            stale = [name for batch in self.batches(identities) for name in store.stale(batch)]
        if stale:
            names = ", ".join(f"{key} ({locale})" for key, locale in stale[:20])
            raise CommandError(f"{len(stale)} stale documents: {names}")
        return "none is stale"

    def batches(self, identities: list[Identity]) -> Iterator[list[Identity]]:
        """Yield the documents, and tell after each batch how far it went."""
        for start in range(0, len(identities), BATCH):
            yield identities[start : start + BATCH]
            self.stderr.write(f"{min(start + BATCH, len(identities))} of {len(identities)}")

    def tell_left(self, left: int) -> None:
        self.stderr.write(f"{left} to be built again")
