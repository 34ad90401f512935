"""A canary sits in every hidden state; no answer, header, error or log of the API may sing."""

import io
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.core.management import call_command
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from api.openapi import description
from cms.delivery import webhooks
from cms.delivery.models import Webhook, WebhookDelivery
from content_models.models import HomePage, Person, Topic, WikiImage
from tests.conftest import block, item

START = datetime(2030, 1, 1, 12, tzinfo=UTC)
CANARY = "heron"


@pytest.fixture
def canaries(make_article, make_series, make_case, make_quiz, make_snippet, publish, translate):
    """Return pages that are hidden in every way; each has the canary in title, slug and text."""
    numbers = iter(range(1, 1_000))

    def hidden(parent=None, make=make_article, **fields):
        number = next(numbers)
        words = {"title": f"A heron {number}", "slug": f"heron-{number}"}
        words["summary"] = "The heron waits."
        return make(parent, **(words | fields)) if make is not make_series else make(**words)

    def private(kind):
        page = hidden(make=make_series)
        restriction = PageViewRestriction.objects.create(
            page=page, restriction_type=kind, password="heron" if kind == "password" else ""
        )
        if kind == "groups":
            restriction.groups.add(Group.objects.create(name="Readers of the heron"))
        return page

    draft = hidden()
    draft.save_revision()
    edited = publish(make_article(title="Public"))
    edited.title = "An edited heron"
    edited.save_revision()
    edited.save()
    scheduled = hidden(go_live_at=START + timedelta(days=1))
    scheduled.save_revision(approved_go_live_at=scheduled.go_live_at).publish()
    expired = publish(hidden(expire_at=START + timedelta(minutes=1)))
    unpublished = publish(hidden())
    unpublished.unpublish()
    deleted = publish(hidden())
    deleted_key = deleted.translation_key
    Page.objects.get(pk=deleted.pk).delete()
    below = [publish(hidden(private(kind))) for kind in ("login", "password", "groups")]
    lent = publish(hidden())
    aliases = [lent.create_alias(parent=make_series(), update_slug="heron-lent")]
    aliases.append(aliases[0].create_alias(parent=make_series(), update_slug="heron-lent"))
    PageViewRestriction.objects.create(page=lent, restriction_type="login")
    moved = publish(hidden())
    aliases.append(moved.create_alias(parent=make_series(), update_slug="heron-moved"))
    Page.objects.get(pk=moved.pk).move(private("login"), pos="last-child")
    parent = hidden(make=make_series)
    child = publish(hidden(parent))
    alias = child.create_alias(parent=make_series(), update_slug="heron-alias")
    parent.unpublish()
    child.unpublish()
    renamed = publish(make_article(title="A former heron", slug="former-heron"))
    renamed.title, renamed.slug = "Renamed", "renamed"
    publish(renamed)
    renamed.unpublish()
    source = publish(make_article(title="A source"))
    translated = translate(source, "es", title="Una heron", slug="heron-es")
    reverse = publish(hidden())
    publish(translate(reverse, "es", title="Publicada", summary="Pública.", slug="publicada"))
    reverse.unpublish()
    quiz = hidden(make=make_quiz)
    quiz.save_revision()
    person = make_snippet(Person, name="Ines Heron", biography="<p>The heron.</p>")
    topic = make_snippet(Topic, name="Heron", slug="heron-topic")
    person.unpublish()
    topic.unpublish()
    case = publish(hidden(make=make_case))
    case.unpublish()
    pages = [draft, scheduled, expired, unpublished, *below, moved, parent, child, alias, quiz]
    pages += [translated, reverse, case, lent, *aliases]
    return pages, [deleted_key], [person, topic], renamed


@pytest.fixture
def quoting(canaries, make_article, publish):
    """A public article that quotes every canary in every way, and redirects that lead to them."""
    pages, _keys, snippets, _renamed = canaries
    links = "".join(f'<a linktype="page" id="{page.pk}">that</a> ' for page in pages)
    cases = [item(page.pk) for page in pages if page.specific_class.__name__ == "CaseStudyPage"]
    person, topic = snippets
    for number, page in enumerate(pages):
        Redirect.add_redirect(f"/go/{number}", page)
        Redirect.add_redirect(f"/link/{number}", page.specific.path_for_readers)
    return publish(
        make_article(
            title="Quoting",
            blocks=[
                block("text", f"<p>{links}</p>"),
                block("case_studies", {"introduction": "", "cases": cases}),
            ],
            related=pages,
            topics=[topic],
            contributors=[(person, "author")],
            cover=private_image(),
            cover_alt="A picture",
        )
    )


def private_image():
    album = Collection.get_first_root_node().add_child(instance=Collection(name="Album"))
    inner = album.add_child(instance=Collection(name="Inner"))
    CollectionViewRestriction.objects.create(collection=album, restriction_type="login")
    file = io.BytesIO()
    Image.new("RGB", (64, 36), "teal").save(file, "PNG")
    file.seek(0)
    return WikiImage.objects.create(
        title="A heron", file=ImageFile(file, name="heron.png"), collection=inner, credit="Heron"
    )


@pytest.fixture
def another_site(wiki):
    root = Page.objects.get(depth=1)
    home = HomePage(title="Heron of another site", slug="heron-site", summary="A heron.")
    root.add_child(instance=home)
    home.save_revision().publish()
    Site.objects.create(hostname="other.example", root_page=home)
    return home


KEYED = ("topic", "series", "person", "quiz", "key", "translation_of")


def addresses(path, names, keys):
    """Yield every address of one operation that the keys of what is hidden make."""
    filled = path.replace("{number}", "1").replace("{locale}", "en").replace("{token}", "nothing")
    if "{key}" in path:
        for key in keys:
            yield filled.replace("{key}", str(key))
            if "fallback" in names:
                yield filled.replace("{key}", str(key)) + "?locale=es&fallback=document"
        return
    yield filled
    yield from (f"{filled}?locale={code}" for code in ("es", "zh-Hans") if "locale" in names)
    if "limit" in names:
        yield f"{filled}?limit=100"
    if path.endswith("/documents/"):
        yield from (f"{filled}?{name}={key}&locale=*" for key in keys for name in KEYED)


def crawl(client, keys, paths):
    """Yield every answer to every operation, with the keys and paths of what is hidden."""
    for path, operations in json.loads(description())["paths"].items():
        names = [p["name"] for p in operations["get"].get("parameters", [])]
        for address in addresses(path, names, keys):
            yield address, client.get(address)
    for hidden in paths:
        for name in ("get", "head", "options"):
            yield "resolve", getattr(client, name)("/api/v1/resolve/", {"path": hidden})
    for locale in ("es", "zh-Hans"):
        for name in ("atom.xml", "feed.json"):
            yield name, client.get(f"/api/v1/feeds/{locale}/{name}")


def test_no_canary_sings(client, canaries, quoting, another_site, caplog):
    pages, keys, snippets, renamed = canaries
    keys = [*keys, *(one.translation_key for one in [*pages, *snippets, renamed, another_site])]
    paths = [page.specific.path_for_readers for page in [*pages, another_site]]
    paths += [f"/{name}/{number}" for name in ("go", "link") for number in range(len(pages))]
    # What the address of a request says is no leak.
    repeated = [*map(str, keys), *paths]
    with time_machine.travel(START + timedelta(minutes=2), tick=False):
        for swept in (False, True):
            if swept:
                call_command("publish_scheduled")
            caplog.clear()
            with caplog.at_level(logging.DEBUG):
                for path, response in crawl(client, keys, paths):
                    shown = response.content.decode() + str(dict(response.items()))
                    assert response.status_code < 500, (path, shown)
                    assert CANARY not in without(shown, repeated).lower(), (path, shown[:500])
            logged = "\n".join(
                r.getMessage() for r in caplog.records if r.name != "django.db.backends"
            )
            assert CANARY not in without(logged, repeated).lower()
        shown = client.get(f"/api/v1/articles/{quoting.translation_key}/").json()
        # Two of the hidden pages are public in the other locale.
        assert {card["title"] for card in shown["related"]} <= {"A source", "Publicada"}
        assert shown["cover"] is None


def without(text, known):
    for one in sorted(known, key=len, reverse=True):
        text = text.replace(one, "")
    return text


def test_a_webhook_hears_no_canary(canaries, quoting):
    with time_machine.travel(START + timedelta(minutes=2), tick=False):
        webhook = Webhook(name="All", url="https://hooks.example/")
        webhook.save()
        Webhook.objects.filter(pk=webhook.pk).update(number=0, moment=None, edition=0)
        webhooks.gather(webhook.pk)
        message = webhooks.message(WebhookDelivery.objects.get()).decode()
    assert str(quoting.translation_key) in message
    assert CANARY not in message.lower()


def test_a_workflow_changes_nothing_that_readers_see(client, make_article, publish, wiki):
    page = publish(make_article(title="Public"))
    before = client.get("/api/v1/changes/").content
    page.title = "A heron in a workflow"
    page.save_revision()
    workflow = page.get_workflow()
    if workflow is not None:
        workflow.start(page, get_user_model().objects.create_superuser("admin"))
    assert client.get("/api/v1/changes/").content == before
