"""Stores imported articles as drafts; a second import of a file continues the first."""

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks
from wagtail.models import COMMENTS_RELATION_NAME, Comment, Locale, Page
from wagtail.models.i18n import TranslatableMixin

from cms.importing import identity
from cms.importing.drafting import Draft
from cms.importing.errors import UnreadableArticle
from cms.importing.front_matter import FrontMatter
from cms.importing.outline import Outline
from cms.importing.pictures import Pictures
from cms.importing.report import Report
from cms.importing.stories import Story
from content_models import locales
from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    CaseStudyPage,
    ExpertAdvicePage,
    HomePage,
    PageContributor,
    PageTopic,
    Person,
    Topic,
    WikiPage,
)

NAMESPACE = uuid.UUID("0b5c8c52-5a3f-4a53-8d4e-3f8a52c2e0aa")
# Stored text holds it as HTML, serialised blocks as HTML inside JSON.
_EDITOR_KEY = re.compile(r' data-block-key=\\?"[^"\\]*\\?"')
COMMENT_START = "Import · "


@dataclass
class Store:
    """Writes drafts in one locale on behalf of one user."""

    path: Path
    locale: Locale
    user: Any
    report: Report
    pictures: Pictures

    def article(
        self, outline: Outline, draft: Draft, front: FrontMatter, series_name: str
    ) -> ArticlePage:
        """Make or update the article and its stories below its series.

        Raises:
            UnreadableArticle: when no series is named or a value cannot be stored.
        """
        series = self.series(series_name or outline.series)
        key = uuid.uuid5(NAMESPACE, f"{series.translation_key}/{self.code}/{self.path.stem}")
        page = self.found(ArticlePage, key) or ArticlePage(translation_key=key)
        before = _stored_blocks(page)
        cases = self.stories(CaseStudyPage, series, page, draft.cases, before, "cases")
        advice = self.stories(ExpertAdvicePage, series, page, draft.advice, before, "entries")
        body = _with_pages(draft.body, {"cases": cases, "entries": advice})
        self.fill(
            page,
            title=outline.title,
            subtitle=front.subtitle,
            summary=draft.summary,
            audience=front.audience or page.audience,
            reviewed_on=front.reviewed_on or page.reviewed_on,
            review_due=front.review_due or page.review_due,
            content_notice=front.content_notice or page.content_notice,
            content_notice_text=front.content_notice_text or page.content_notice_text,
            quiz_heading=outline.quiz_heading[:160],
            quiz_text=outline.quiz_text[:255],
            body=identity.keep_ids(body, before["body"]),
            phrases=identity.keep_ids(draft.phrases, before["phrases"]),
            faq=identity.keep_ids(draft.faq, before["faq"]),
        )
        self.cover(page, front)
        self.people_and_topics(page, front)
        stories = {story.line for story in (*draft.cases, *draft.advice)}
        notes = [note for note in self.findings() if note.line not in stories]
        self.save(page, series, slug=front.slug, line=outline.title_line, notes=notes)
        if outline.part is not None:
            self.tell_part(page, outline.part, outline.title_line)
        return page

    @property
    def code(self) -> str:
        return locales.canonical(self.locale.language_code)

    def series(self, name: str) -> ArticleSeriesPage:
        if not name:
            raise UnreadableArticle(
                self.path, 1, "No series is named; say which with “series:” or --series."
            )
        known = ArticleSeriesPage.objects.filter(locale=self.locale)
        slug = slugify(name, allow_unicode=True)
        found = known.filter(slug=slug).first() or known.filter(title__iexact=name).first()
        if found is not None:
            return found
        home = HomePage.objects.filter(locale=self.locale).first()
        if home is None:
            raise UnreadableArticle(
                self.path, 1, f"The wiki has no home page in {self.code}; translate it first."
            )
        series = ArticleSeriesPage(
            title=name, slug=slug, summary=name, locale=self.locale, owner=self.user, live=False
        )
        home.add_child(instance=series)
        series.save_revision(user=self.user, log_action=True)
        self.report.guessed(0, "series", "The series is new; it is a draft.", name)
        return series

    def stories(
        self,
        model: type[WikiPage],
        series: Page,
        article: ArticlePage,
        stories: list[Story],
        before: dict[str, Any],
        field_name: str,
    ) -> list[int]:
        """Make or update the pages of an article's stories; return their ids in order."""
        linked = [pk for pk in _linked(before["body"], field_name) if pk is not None]
        known = {page.pk: page for page in model.objects.filter(pk__in=linked)}
        left = [known[pk] for pk in linked if pk in known]
        pages: list[WikiPage | None] = []
        for story in stories:
            key = uuid.uuid5(article.translation_key, f"{field_name}/{story.title.casefold()}")
            same = next(
                (p for p in left if key == p.translation_key or story.title == p.title), None
            )
            pages.append(same or self.found(model, key))
            if same is not None:
                left.remove(same)
        ids = []
        for story, page in zip(stories, pages, strict=True):
            if page is None and left:
                page = left.pop(0)
            key = uuid.uuid5(article.translation_key, f"{field_name}/{story.title.casefold()}")
            page = page or model(translation_key=key)
            page = page.get_latest_revision_as_object() if page.pk else page
            self.fill(page, title=story.title, summary=story.summary, **story.fields)
            notes = [note for note in self.findings() if note.line == story.line]
            self.save(page, series, slug="", line=story.line, notes=notes)
            ids.append(page.pk)
        return ids

    def found(self, model: type[WikiPage], key: uuid.UUID) -> Any:
        page = model.objects.filter(translation_key=key, locale=self.locale).first()
        return page and page.get_latest_revision_as_object()

    def fill(self, page: WikiPage, **values: Any) -> None:
        for name, value in values.items():
            field = page._meta.get_field(name)
            if hasattr(field, "stream_block"):
                value = field.to_python(value)
            setattr(page, name, value)

    def cover(self, page: WikiPage, front: FrontMatter) -> None:
        if front.cover:
            image = self.pictures.store(front.cover, line=front.line("cover"), alt=front.cover_alt)
            page.cover_id = image or page.cover_id
            page.cover_alt = front.cover_alt

    def people_and_topics(self, page: WikiPage, front: FrontMatter) -> None:
        if front.topics:
            found = self.named(Topic, ("slug", "name__iexact"), front.topics, front.line("topics"))
            page.page_topics.set([PageTopic(topic=topic) for topic in found])
        contributors = [
            PageContributor(person=person, role=role)
            for role, names in (("author", front.authors), ("reviewer", front.reviewers))
            for person in self.named(Person, ("name__iexact",), names, front.line(f"{role}s"))
        ]
        if contributors:
            page.page_contributors.set(contributors)

    def named(
        self,
        model: type[TranslatableMixin],
        lookups: Iterable[str],
        names: Iterable[str],
        line: int,
    ) -> list[Any]:
        found = []
        for name in names:
            known = model._default_manager.filter(locale=self.locale)
            matches = (known.filter(**{lookup: name}).first() for lookup in lookups)
            match = next((instance for instance in matches if instance is not None), None)
            if match is None:
                label = str(model._meta.verbose_name)
                self.report.unplaced(line, "unknown_name", f"There is no such {label}.", name)
            else:
                found.append(match)
        return found

    def save(self, page: WikiPage, parent: Page, *, slug: str, line: int, notes: list[Any]) -> None:
        """Store a page as a draft, its findings as comments; nothing when nothing changed."""
        self.comment(page, notes)
        try:
            self.check_blocks(page)
            if page.pk is None:
                page.locale, page.owner, page.live = self.locale, self.user, False
                page.slug = free_slug(parent, slug or slugify(page.title, allow_unicode=True))
                parent.add_child(instance=page)
                page.save_revision(user=self.user, log_action=True)
                self.report.counts["pages made"] += 1
            elif self.differs(page):
                self.respect(page, line)
                page.save_revision(user=self.user, log_action=True)
                self.report.counts["pages changed"] += 1
        except ValidationError as error:
            raise UnreadableArticle(self.path, line, " ".join(error.messages)) from error

    def respect(self, page: WikiPage, line: int) -> None:
        """Tell whose draft the new one follows.

        Raises:
            UnreadableArticle: when the page is locked or in review.
        """
        lock = page.get_lock()
        if lock is not None and (self.user is None or lock.for_user(self.user)):
            message = f"The page “{page.title}” is locked or in review; nothing was changed."
            raise UnreadableArticle(self.path, line, message)
        editor = page.latest_revision.user if page.latest_revision else None
        if editor is not None and editor != self.user:
            message = f"{editor} has edited the page since; that draft is in its history."
            self.report.finding(line, "edited_since", message, page.title)

    def differs(self, page: WikiPage) -> bool:
        """Return whether a page is other than its latest revision."""
        latest = page.get_latest_revision_as_object()
        return _comparable(page) != _comparable(latest)

    def check_blocks(self, page: WikiPage) -> None:
        """Raise ValidationError when a block would be refused in the editor."""
        for field in page._meta.get_fields():
            block: blocks.Block | None = getattr(field, "stream_block", None)
            if block is not None:
                block.clean(getattr(page, field.name))

    def comment(self, page: WikiPage, notes: list[Any]) -> None:
        if self.user is None:
            return
        relation = getattr(page, COMMENTS_RELATION_NAME)
        text = COMMENT_START + "\n".join(
            f"line {note.line}: {note.message} {note.excerpt}".rstrip() for note in notes
        )
        kept = [old for old in relation.all() if not old.text.startswith(COMMENT_START)]
        same = [old for old in relation.all() if old.text == text]
        if notes:
            kept += same[:1] or [Comment(user=self.user, text=text, contentpath="title")]
        relation.set(kept)

    def findings(self) -> list[Any]:
        return [*self.report.of("unplaced"), *self.report.of("finding")]

    def tell_part(self, page: ArticlePage, stated: int, line: int) -> None:
        part = page.get_prev_siblings().type(ArticlePage).count() + 1
        if part != stated:
            message = f"The text calls itself part {stated}; its place makes it part {part}."
            self.report.guessed(line, "part", message)


def free_slug(parent: Page, wanted: str) -> str:
    """Return the slug, with a number behind it when a sibling has it already."""
    wanted = wanted[:200] or "page"
    taken = set(parent.get_children().values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def _stored_blocks(page: ArticlePage) -> dict[str, list[dict[str, Any]]]:
    names = ("body", "phrases", "faq")
    return {
        name: identity.strings(list(getattr(page, name).get_prep_value()), _without_editor_keys)
        for name in names
    }


def _quoting(body: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the values of the blocks that quote stories."""
    for section in body:
        for child in section["value"]["blocks"]:
            if child["type"] in ("case_studies", "expert_advice"):
                yield child["value"]


def _linked(body: list[dict[str, Any]], field_name: str) -> list[int | None]:
    return [entry["value"] for value in _quoting(body) for entry in value.get(field_name, [])]


def _with_pages(body: list[dict[str, Any]], pages: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Return the blocks with page ids where positions of stories stood."""
    for value in _quoting(body):
        for field_name, ids in pages.items():
            for entry in value.get(field_name, []):
                entry["value"] = ids[entry["value"]]
    return body


def _comparable(page: WikiPage) -> dict[str, Any]:
    """Return what a page says, its comments by their words."""
    values = page.serializable_data()
    for name in ("latest_revision", "latest_revision_created_at", "has_unpublished_changes"):
        values.pop(name, None)
    comments = values.pop(COMMENTS_RELATION_NAME, [])
    words = values | {"comments": [comment["text"] for comment in comments]}
    return {name: _without_editor_keys(value) for name, value in words.items()}


def _without_editor_keys(value: Any) -> Any:
    """Return a value without the keys that the rich text editor gives to paragraphs."""
    return _EDITOR_KEY.sub("", value) if isinstance(value, str) else value
