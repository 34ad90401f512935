"""The document of a page: what all page types share, around what each one adds."""

import json
from uuid import UUID

from wagtail.models import Page

from content_models import locales
from content_models.frontend import url_of
from content_models.models import WikiPage
from content_models.publishing import labels, metadata, reading, translations
from content_models.publishing.build.built import JSON, Built, timestamp
from content_models.publishing.build.cards import card_of, contributors, present, topics
from content_models.publishing.build.content import build_content
from content_models.publishing.build.kinds import KINDS
from content_models.publishing.quoting import Quoted, Quoting


def build_page(page: WikiPage, line: list[UUID], quoting: Quoting) -> Built:
    kind = KINDS[type(page)]
    quoting.prepare(page, [page.translation_key, *line])
    document = _common(page, kind, quoting)
    document.update(build_content(page, quoting))
    read = [document[name] for name in ("sections", "phrases", "faq")]
    read += [document.get(name) for name in ("case", "advice", "introduction_html")]
    document["word_count"], document["reading_minutes"] = reading.measure(
        {"title": page.title, "text": page.summary, "introduction_html": ""}, *read
    )
    series = _series(page, kind, line, quoting)
    document["series"] = series
    document["breadcrumbs"] = _breadcrumbs(document, line, quoting)
    state = translations.state_of(page)
    card = card_of(document, state.completeness)
    document["translations"] = _translations(page, document, state.completeness, quoting)
    shown_locales = {entry["locale"] for entry in document["translations"]}
    document["translation"] = translations.describe(
        state, reviewed_on=document["reviewed_on"], shown=shown_locales
    )
    document["links"] = quoting.links(document["path"], card)
    document["seo"] = metadata.seo(
        document, title=page.seo_title, description=page.search_description
    )
    document["json_ld"] = metadata.json_ld(document)
    return Built(
        kind=kind,
        body=document,
        card=card,
        slug=page.slug,
        path=document["path"],
        parent_key=line[-1] if line else None,
        position=page.path[-Page.steplen :],
        relations=_relations(page, document, series),
    )


def _common(page: WikiPage, kind: str, quoting: Quoting) -> JSON:
    path = page.path_for_readers
    return {
        "key": str(page.translation_key),
        "kind": kind,
        "locale": quoting.locale,
        "slug": page.slug,
        "path": path,
        "url": url_of(path),
        "title": page.title,
        "subtitle": None,
        "summary": page.summary,
        "audience": page.audience,
        "published_at": timestamp(page.first_published_at),
        "updated_at": timestamp(page.last_published_at),
        "reviewed_on": None,
        "reading_minutes": 1,
        "word_count": 0,
        "cover": quoting.image(page.cover, page.cover_alt, decorative=not page.cover_alt),
        "topics": topics(page, quoting),
        "authors": contributors(page, "author", quoting),
        "reviewers": contributors(page, "reviewer", quoting),
        "series": None,
        "breadcrumbs": [],
        "translations": [],
        "translation": None,
        "fallback": None,
        "sections": [],
        "phrases": [],
        "faq": [],
        "sources": [],
        "content_notice": None,
        "help": [],
        "quiz": None,
        "related": present(
            quoting.card_at(Page, relation.target_id) for relation in page.page_relations.all()
        ),
        "links": [],
        "labels": labels.labels(),
        "seo": None,
        "json_ld": [],
    }


def _series(page: WikiPage, kind: str, line: list[UUID], quoting: Quoting) -> JSON | None:
    row = quoting.row(line[-1]) if kind not in ("home", "series") and line else None
    if row is None or row.kind != "series":
        return None
    rows = quoting.siblings(row.key, "article")
    own = page.path[-Page.steplen :]
    before = [part for part in rows if part.key != page.translation_key and part.position < own]
    after = [part for part in rows if part.key != page.translation_key and part.position > own]
    is_part = kind == "article"
    part, parts = len(before) + 1, len(before) + len(after) + int(is_part)
    return {
        "key": str(row.key),
        "title": row.title,
        "url": url_of(row.path),
        "part": part if is_part else None,
        "parts": parts,
        "label": labels.part_of_series(part, parts) if is_part else None,
        "previous": _neighbour(before[-1]) if is_part and before else None,
        "next": _neighbour(after[0]) if is_part and after else None,
    }


def _neighbour(row: Quoted) -> JSON:
    return {
        "key": str(row.key),
        "title": row.title,
        "url": url_of(row.path),
    }


def _breadcrumbs(document: JSON, line: list[UUID], quoting: Quoting) -> list[JSON]:
    above = [_neighbour(row) for key in line if (row := quoting.row(key)) is not None]
    return [*above, {name: document[name] for name in ("key", "title", "url")}]


def _translations(
    page: WikiPage, document: JSON, completeness: int, quoting: Quoting
) -> list[JSON]:
    others = quoting.translations(page.translation_key)
    entries = {
        locale: {
            "locale": locale,
            "key": str(row.key),
            "url": url_of(row.path),
            "title": row.title,
            "completeness": json.loads(bytes(row.card))["completeness"],
        }
        for locale, row in others.items()
    }
    entries[quoting.locale] = {
        "locale": quoting.locale,
        "key": document["key"],
        "url": document["url"],
        "title": document["title"],
        "completeness": completeness,
    }
    default = locales.default_among(entries)
    return [
        {**entries[locale], "default": locale == default}
        for locale in locales.configured()
        if locale in entries
    ]


def _relations(page: WikiPage, document: JSON, series: JSON | None) -> list[tuple[str, UUID]]:
    relations = [("topic", UUID(topic["key"])) for topic in document["topics"]]
    people = [*document["authors"], *document["reviewers"]]
    people += (document.get("advice") or {}).get("experts", [])
    relations += [("person", UUID(person["key"])) for person in people]
    if series is not None:
        relations.append(("series", UUID(series["key"])))
    if document["quiz"] is not None:
        relations.append(("quiz", UUID(document["quiz"]["key"])))
    return list(dict.fromkeys(relations))
