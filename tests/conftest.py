"""Fixtures that build the least a test needs, through the stack that writers use."""

import hashlib
import io
import itertools
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.models import Locale, Page

from cms.delivery import courier
from cms.preparation import prepare_wiki
from content_models import locales
from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    CaseStudyPage,
    ExpertAdvicePage,
    GlossaryTerm,
    HomePage,
    PageContributor,
    PageRelation,
    PageTopic,
    Person,
    QuizPage,
    Source,
    Topic,
    WikiImage,
    WikiPage,
)
from content_models.quality.findings import DEFAULTS, OFF, STRUCTURAL
from tests import public_side
from tests.browser import browser_page, console  # noqa: F401 - Fixtures for all.

# Severities of checks that let any words be published.
LENIENT = {"": dict.fromkeys(set(DEFAULTS) - STRUCTURAL, OFF)}

_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--editor-actions",
        type=int,
        default=14,
        help="After how many random actions of editors every answer is compared with its purges.",
    )
    parser.addoption(
        "--database-only",
        action="store_true",
        help="Leave out what asks no database: for a second run, on another one.",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test that asks for the wiki talks to the database."""
    for item in items:
        asks = "wiki" in getattr(item, "fixturenames", ())
        if asks and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db)
    if config.getoption("--database-only"):
        others = [item for item in items if not _asks_the_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if _asks_the_database(item)]


def _asks_the_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup"}
    marked = item.get_closest_marker("django_db") is not None
    return marked or not fixtures.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """Where everything is installed, nothing may be skipped."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("REQUIRE_ALL_TESTS") == "1":
        report.outcome = "failed"


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Path:
    """Where a SQLite file with all migrations is kept from run to run: they take half a minute.

    Its name changes with them. `pytest --create-db` does without it.
    """
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    files = [file.read_bytes() for folder in folders for file in sorted(folder.glob("*.py"))]
    digest = hashlib.sha256(b"".join(files)).hexdigest()
    return Path(request.config.cache.mkdir("migrated") / f"{digest}.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Whether the database may be there already; pytest removes its folder some runs later."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, migrated: Path, tmp_path_factory: Any
) -> None:
    """SQLite in a file, as a wiki has it.

    In memory, all threads of a live server would share one connection and so one transaction:
    two requests of a browser at once would end each other's.
    """
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        if migrated.exists():
            shutil.copyfile(migrated, file)
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, migrated: Path, django_db_blocker: Any
) -> Iterator[None]:
    """The database with an empty wiki, and with the role of readers where there are roles."""
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            public_side.make_role()
        elif not migrated.exists():
            _keep(migrated)
        prepare_wiki()
        # What a test that commits begins with, and leaves to the next.
        contents = connection.creation.serialize_db_to_string()
        connection._test_serialized_contents = contents
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            public_side.drop_role()
        connection.close()


def _keep(migrated: Path) -> None:
    """Keep the database as it is, whole or not at all, and no older ones."""
    for older in migrated.parent.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    whole = migrated.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(whole)])
    whole.replace(migrated)


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Client:
    """A browser; readers' addresses are answered as in production where the database has roles."""
    client = Client()
    alone = request.node.get_closest_marker("editors_process")
    if connection.vendor == "postgresql" and alone is None:
        client.handler = public_side.Proxy(client.handler)
    return client


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """A place for files; what is remembered of the files of another test goes with them."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEARCH_LOG_FOLDER = tmp_path / "searches"
    cache.clear()


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what waits for the background where it is asked for, in the test's own transaction."""
    monkeypatch.setattr(courier.courier, "call", courier.deliver_due)


@pytest.fixture
def everything_waits(nothing_waits: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only the test do what waits for the background, when it asks for it."""
    monkeypatch.setattr(courier.courier, "call", lambda: None)


@pytest.fixture
def wiki(db: None) -> HomePage:
    """An empty wiki: three locales and an English home page that is published."""
    return HomePage.objects.get()


@pytest.fixture
def publish(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Publish a page or snippet through a revision, whatever the checks say about its words."""

    def publish(instance: Any, **revision: Any) -> Any:
        with (
            override_settings(WIKI_CHECK_SEVERITIES=LENIENT),
            django_capture_on_commit_callbacks(execute=True),
        ):
            instance.save_revision(**revision).publish()
        instance.refresh_from_db()
        return instance

    return publish


@pytest.fixture
def make_page(wiki: HomePage) -> Callable[..., Any]:
    """Add a draft of any page type below a parent; it is not public before it is published."""

    def make_page(model: type[WikiPage], parent: Page | None = None, **fields: Any) -> Any:
        number = next(_numbers)
        topics = fields.pop("topics", ())
        contributors = fields.pop("contributors", ())
        related = fields.pop("related", ())
        defaults = {
            "title": f"The {model._meta.verbose_name} of day {number}",
            "slug": f"page-{number}",
            "summary": f"What page {number} is about.",
            "live": False,
        }
        page = model(**(defaults | fields))
        for topic in topics:
            page.page_topics.add(PageTopic(topic=topic))
        for person, role in contributors:
            page.page_contributors.add(PageContributor(person=person, role=role))
        for target in related:
            page.page_relations.add(PageRelation(target=target))
        (parent or wiki).add_child(instance=page)
        return page

    return make_page


@pytest.fixture
def make_series(make_page: Callable[..., Any], publish: Callable[..., Any]) -> Callable[..., Any]:
    """A published series."""

    def make_series(**fields: Any) -> ArticleSeriesPage:
        return publish(make_page(ArticleSeriesPage, **fields))

    return make_series


@pytest.fixture
def series(make_series: Callable[..., Any]) -> ArticleSeriesPage:
    return make_series()


@pytest.fixture
def make_article(make_page: Callable[..., Any], request: Any) -> Callable[..., Any]:
    """A draft article; `blocks` fills one plain section, `body` the whole body."""

    def make_article(
        parent: Page | None = None, blocks: list[Any] | None = None, **fields: Any
    ) -> Any:
        if blocks is not None:
            fields["body"] = [section(blocks)]
        return make_page(ArticlePage, parent or request.getfixturevalue("series"), **fields)

    return make_article


@pytest.fixture
def make_case(make_page: Callable[..., Any]) -> Callable[..., Any]:
    def make_case(parent: Page | None = None, **fields: Any) -> CaseStudyPage:
        texts = {"situation": "<p>They argue.</p>", "key_learning": "<p>Ask first.</p>"}
        return make_page(CaseStudyPage, parent, **(texts | fields))

    return make_case


@pytest.fixture
def make_advice(make_page: Callable[..., Any]) -> Callable[..., Any]:
    def make_advice(parent: Page | None = None, **fields: Any) -> ExpertAdvicePage:
        return make_page(ExpertAdvicePage, parent, **({"advice": "<p>Breathe.</p>"} | fields))

    return make_advice


@pytest.fixture
def make_quiz(make_page: Callable[..., Any]) -> Callable[..., Any]:
    def make_quiz(parent: Page | None = None, **fields: Any) -> QuizPage:
        return make_page(QuizPage, parent, **({"disclaimer": "<p>No diagnosis.</p>"} | fields))

    return make_quiz


@pytest.fixture
def make_snippet(wiki: HomePage, publish: Callable[..., Any]) -> Callable[..., Any]:
    """A published topic, person, glossary term or source."""

    def make_snippet(model: type, locale: str = "en", **fields: Any) -> Any:
        number = next(_numbers)
        defaults: dict[type, dict[str, Any]] = {
            Topic: {"name": f"Topic {number}", "slug": f"topic-{number}"},
            Person: {"name": f"Person {number}"},
            GlossaryTerm: {"term": f"Term {number}", "definition": "<p>A word.</p>"},
            Source: {"title": f"Source {number}"},
        }
        snippet = model(locale=locale_of(locale), live=False, **(defaults[model] | fields))
        snippet.save()
        return publish(snippet)

    return make_snippet


@pytest.fixture
def make_image(wiki: HomePage) -> Callable[..., WikiImage]:
    def make_image(
        width: int = 64, height: int = 36, color: str = "teal", **fields: Any
    ) -> WikiImage:
        file = io.BytesIO()
        PillowImage.new("RGB", (width, height), color).save(file, "PNG")
        file.seek(0)
        name = f"image-{next(_numbers)}.png"
        return WikiImage.objects.create(title=name, file=ImageFile(file, name=name), **fields)

    return make_image


@pytest.fixture
def translate(publish: Callable[..., Any]) -> Callable[..., Any]:
    """Return the draft copy of a page in another locale, parents first."""

    def translate(page: Page, locale: str, **fields: Any) -> Any:
        target = locale_of(locale)
        parent = page.get_parent()
        if parent.depth > 1 and parent.get_translation_or_none(target) is None:
            publish(translate(parent.specific, locale))
        copy = page.specific.copy_for_translation(target)
        for name, value in fields.items():
            setattr(copy, name, value)
        copy.save()
        return copy

    return translate


@pytest.fixture
def desk(make_article, make_series, make_snippet, make_image, publish, translate, request):
    person = make_snippet(Person)
    series = [make_series(), make_series()]
    topic = make_snippet(Topic)
    image = make_image()
    article = make_article(
        series[0], contributors=[(person, "author")], topics=[topic], cover=image
    )
    publish(article)
    commit = request.getfixturevalue("django_capture_on_commit_callbacks")

    # The editors import what is defined here.
    from tests import editors

    def make(seed: int) -> Any:
        return editors.Desk(
            seed,
            {
                "commit": commit,
                "make_article": make_article,
                "translate": translate,
                "series": series,
                "person": person,
                "topic": topic,
                "image": image,
            },
        )

    return make


def locale_of(code: str) -> Locale:
    return Locale.objects.get(language_code=locales.language_code(code))


def item(value: Any) -> dict[str, Any]:
    """A list item in the form that Wagtail stores."""
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def block(name: str, value: Any) -> dict[str, Any]:
    """A stream child in the form that Wagtail stores."""
    return {"type": name, "id": str(uuid.uuid4()), "value": value}


def section(blocks: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    values = {"kind": "plain", "label": "", "heading": "A heading", "blocks": blocks}
    return block("section", values | fields)


def moment(**shift: int) -> Any:
    return timezone.now() + timedelta(**shift)
