"""The document of a snippet: topics, people, glossary terms and sources."""

from functools import singledispatch

from content_models import locales, richtext
from content_models.models import GlossaryTerm, Person, Source, Topic
from content_models.models.glossary import words_to_avoid
from content_models.models.snippets import WikiSnippet
from content_models.publishing import translations
from content_models.publishing.build.built import JSON, Built, timestamp
from content_models.publishing.build.kinds import KINDS
from content_models.publishing.quoting import Quoting
from content_models.uris import encoded


@singledispatch
def build_record(snippet: WikiSnippet, quoting: Quoting) -> tuple[JSON, JSON]:
    """Return what a snippet's document and its card say beyond the common keys."""
    raise TypeError(f"{type(snippet).__name__} has no builder.")


@build_record.register
def _(topic: Topic, quoting: Quoting) -> tuple[JSON, JSON]:
    own = {"description": topic.description or None}
    return own, own


@build_record.register
def _(person: Person, quoting: Quoting) -> tuple[JSON, JSON]:
    shown = {
        "name": person.name,
        "credentials": person.credentials or None,
        "photo": quoting.image(person.photo, person.name, decorative=False),
    }
    own = {
        "biography_html": quoting.rich_text(person.biography) or None,
        "website": encoded(person.website) or None,
    }
    return {**shown, **own}, shown


@build_record.register
def _(term: GlossaryTerm, quoting: Quoting) -> tuple[JSON, JSON]:
    forbidden = words_to_avoid(term.forbidden)
    definition = quoting.rich_text(term.definition)
    own = {"definition_html": definition, "forbidden": forbidden, "note": term.note or None}
    return own, {"definition": richtext.plain(definition)}


@build_record.register
def _(source: Source, quoting: Quoting) -> tuple[JSON, JSON]:
    own = {
        "authors": source.authors or None,
        "year": source.year,
        "publisher": source.publisher or None,
        "url": encoded(source.url) or None,
        "note": source.note or None,
    }
    return own, own


def build_snippet(snippet: WikiSnippet, quoting: Quoting) -> Built:
    kind = KINDS[type(snippet)]
    quoting.prepare(snippet, [snippet.translation_key])
    title = str(snippet)
    slug = snippet.slug if isinstance(snippet, Topic) else ""
    own, shown = build_record(snippet, quoting)
    others = quoting.translations(snippet.translation_key)
    titles = {locale: row.title for locale, row in others.items()} | {quoting.locale: title}
    named = {
        "key": str(snippet.translation_key),
        "kind": kind,
        "locale": quoting.locale,
        "slug": slug or None,
        "title": title,
    }
    body = {
        **named,
        "published_at": timestamp(snippet.first_published_at),
        "updated_at": timestamp(snippet.last_published_at),
        **own,
        "translations": [
            {"locale": locale, "key": named["key"], "title": titles[locale]}
            for locale in locales.configured()
            if locale in titles
        ],
        "translation": translations.describe(
            translations.state_of(snippet), reviewed_on=None, shown=titles
        ),
        "fallback": None,
    }
    return Built(
        kind=kind,
        body=body,
        card={**named, **shown},
        slug=slug,
        path="",
        parent_key=None,
        position="",
        relations=[],
    )
