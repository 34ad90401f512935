"""Editors at work: what they do is random, but the same in every run."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from content_models.models import ArticlePage
from tests.conftest import locale_of

ACTIONS = ["create", "edit", "expire", "unpublish", "republish", "move", "restrict", "free"]
ACTIONS += ["delete", "slug", "translate", "person", "topic", "redirect", "reorder", "rename"]
ACTIONS += ["image", "hide_image", "locale"]


class Desk:
    """What editors do, at random but the same in every run."""

    def __init__(self, seed: int, fixtures: dict[str, Any]) -> None:
        self.chance = random.Random(seed)
        self.fixtures = fixtures
        self.number = 0

    def article(self) -> ArticlePage | None:
        pages = list(ArticlePage.objects.order_by("pk"))
        return self.chance.choice(pages) if pages else None

    def act(self) -> str:
        name = self.chance.choice(ACTIONS)
        page = self.article()
        if page is None:
            name = "create"
        with self.fixtures["commit"](execute=True):
            getattr(self, name)(page)
        return name

    def create(self, page: Any) -> None:
        series = self.chance.choice(self.fixtures["series"])
        related = [page] if page else []
        made = self.fixtures["make_article"](Page.objects.get(pk=series.pk), related=related)
        made.save_revision().publish()

    def edit(self, page: Any) -> None:
        self.number += 1
        page.title = f"Edited {self.number}"
        revision = page.save_revision()
        if self.chance.random() < 0.7:
            revision.publish()

    def expire(self, page: Any) -> None:
        page.expire_at = datetime.now(UTC) + timedelta(hours=self.chance.randint(1, 4))
        page.save_revision().publish()

    def rename(self, page: Any) -> None:
        self.number += 1
        series = Page.objects.get(pk=self.chance.choice(self.fixtures["series"]).pk).specific
        series.title = f"Series of change {self.number}"
        series.save_revision().publish()

    def unpublish(self, page: Any) -> None:
        page.unpublish()

    def republish(self, page: Any) -> None:
        page.expire_at = None
        page.save_revision().publish()

    def move(self, page: Any) -> None:
        target = Page.objects.get(pk=self.chance.choice(self.fixtures["series"]).pk)
        taken = target.get_children().filter(slug=page.slug).exists()
        if not taken:
            page.move(target, pos="last-child")

    def restrict(self, page: Any) -> None:
        PageViewRestriction.objects.get_or_create(page=page, restriction_type="login")

    def free(self, page: Any) -> None:
        for restriction in PageViewRestriction.objects.all():
            restriction.delete()

    def delete(self, page: Any) -> None:
        Page.objects.get(pk=page.pk).delete()

    def slug(self, page: Any) -> None:
        self.number += 1
        page.slug = f"slug-{self.number}"
        page.save_revision().publish()

    def translate(self, page: Any) -> None:
        if not page.has_translation(locale_of("es")):
            self.fixtures["translate"](page, "es").save_revision().publish()

    def person(self, page: Any) -> None:
        self.number += 1
        person = self.fixtures["person"]
        person.name = f"Person of change {self.number}"
        person.save_revision().publish()

    def topic(self, page: Any) -> None:
        self.number += 1
        topic = self.fixtures["topic"]
        topic.name = f"Topic of change {self.number}"
        topic.save_revision().publish()

    def image(self, page: Any) -> None:
        """Credit somebody else, and show the image on another page."""
        self.number += 1
        image = self.fixtures["image"]
        image.credit = f"Photographer {self.number}"
        image.save()
        page.cover = image
        page.save_revision().publish()

    def hide_image(self, page: Any) -> None:
        """Make the images private, or public again."""
        restrictions = CollectionViewRestriction.objects.all()
        if restrictions:
            restrictions[0].delete()
        else:
            collection = Collection.get_first_root_node()
            CollectionViewRestriction.objects.create(
                collection=collection, restriction_type="login"
            )

    def locale(self, page: Any) -> None:
        """Take a locale away with everything in it; `translate` makes it anew."""
        spanish = Page.objects.filter(locale=locale_of("es"))
        for copy in spanish.order_by("-depth"):
            copy.delete()

    def redirect(self, page: Any) -> None:
        self.number += 1
        Redirect.add_redirect(f"/redirect-{self.number}", page)

    def reorder(self, page: Any) -> None:
        page = Page.objects.get(pk=page.pk)
        first = page.get_siblings().first()
        if first.pk != page.pk:
            page.move(first, pos="left")
