"""Rebuild the published documents, or prove that none is stale."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from content_models.publishing import store

BATCH = 50


class Command(BaseCommand):
    help = "Rebuild the published documents from the published revisions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail when a document is stale."
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        identities = store.everything()
        changed = 0
        stale: list[store.Identity] = []
        for start in range(0, len(identities), BATCH):
            batch = identities[start : start + BATCH]
            if check:
                stale += store.stale(batch)
            else:
                with store.dependents_last():
                    refreshed = store.refresh(batch)
                changed += len(refreshed.published) + len(refreshed.withdrawn)
            self.stderr.write(f"{min(start + BATCH, len(identities))} of {len(identities)}")
        if not check:
            for left in store.catch_up():
                self.stderr.write(f"{left} to be looked at again")
        if stale:
            names = ", ".join(f"{key} ({locale})" for key, locale in stale[:20])
            raise CommandError(f"{len(stale)} stale documents: {names}")
        unrevised = Page.objects.filter(
            live=True, live_revision=None, alias_of=None, depth__gt=1
        ).count()
        if unrevised:
            self.stderr.write(f"{unrevised} live pages were never published through a revision.")
        self.stdout.write(f"{len(identities)} looked at, {changed} changed, {len(stale)} stale.")
