"""An editor does not wait until every size of many new pictures is made; readers miss none."""

import re

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction

from content_models.models.images import WikiRendition
from content_models.publishing import catching_up, store, waiting
from tests.conftest import block

pytestmark = pytest.mark.usefixtures("everything_waits")


@pytest.fixture
def album(make_article, make_image):
    """A draft article that shows more new pictures than an editor waits for."""
    images = [make_image(width=400, height=300) for _each in range(store.INLINE_IMAGES + 2)]
    pictures = [
        block("picture", {"image": {"image": image.pk, "alt_text": "A door", "decorative": False}})
        for image in images
    ]
    return make_article(blocks=pictures, title="An album")


@pytest.fixture
def shown(client):
    """How many pictures readers see in an article now."""

    def shown(article):
        document = client.get(f"/api/v1/articles/{article.translation_key}/").json()
        blocks = document["sections"][0]["blocks"]
        return len([one for one in blocks if one["type"] == "picture"])

    return shown


def test_the_words_are_published_at_once_and_the_other_pictures_follow(
    client, album, publish, shown
):
    publish(album)
    first = client.get(f"/api/v1/articles/{album.translation_key}/")
    assert first.json()["title"] == "An album"
    assert shown(album) == store.INLINE_IMAGES
    assert waiting.is_behind()
    list(catching_up.catch_up())
    assert shown(album) == store.INLINE_IMAGES + 2
    assert not waiting.is_behind()
    second = client.get(f"/api/v1/articles/{album.translation_key}/")
    assert second["ETag"] != first["ETag"]
    changes = client.get("/api/v1/changes/").json()["items"]
    told = [change for change in changes if change["key"] == str(album.translation_key)]
    assert told[-1]["action"] == "upsert"


def test_pictures_that_are_made_already_are_published_at_once(album, publish, shown):
    publish(album)
    list(catching_up.catch_up())
    album.title = "The same album"
    publish(album)
    assert shown(album) == store.INLINE_IMAGES + 2
    assert not waiting.is_behind()


def test_sizes_that_another_process_has_removed_are_made_again(client, album, publish, shown):
    publish(album)
    list(catching_up.catch_up())
    renditions = WikiRendition.objects.all()
    for rendition in renditions:
        rendition.file.storage.delete(rendition.file.name)
    # Without the signals by which this process would hear of it.
    renditions._raw_delete(renditions.db)
    publish(album)
    list(catching_up.catch_up())
    assert shown(album) == store.INLINE_IMAGES + 2
    document = client.get(f"/api/v1/articles/{album.translation_key}/").content.decode()
    addresses = set(re.findall(r"/media/([^\"]+)", document))
    assert len(addresses) > 3 * (store.INLINE_IMAGES + 2)
    assert [name for name in addresses if not default_storage.exists(name)] == []


def test_a_picture_that_cannot_be_read_keeps_nothing_waiting(album, publish, shown):
    last = album.body[0].value["blocks"][-1].value["image"]
    last.file.storage.delete(last.file.name)
    publish(album)
    list(catching_up.catch_up())
    assert shown(album) == store.INLINE_IMAGES + 1
    assert not waiting.is_behind()


@pytest.mark.parametrize("in_background", [False, True])
def test_nobody_is_kept_from_publishing_while_sizes_are_made(album, publish, in_background):
    with CaptureQueriesContext(connection) as queries:
        publish(album)
        if in_background:
            list(catching_up.catch_up())
    table = WikiRendition._meta.db_table
    written = [
        place
        for place, query in enumerate(queries)
        if query["sql"].startswith("INSERT") and table in query["sql"]
    ]
    locked = [
        place
        for place, query in enumerate(queries)
        if "content_models_publisheddocument" in query["sql"]
    ]
    inline = store.INLINE_IMAGES
    assert len(written) == inline + (2 if in_background else 0)
    assert max(written[:inline]) < min(locked)
    if in_background:
        assert not [place for place in locked if written[inline] < place < written[-1]]


def test_looking_for_stale_documents_makes_no_picture(album, publish, shown):
    publish(album)
    list(catching_up.catch_up())
    call_command("rebuild_documents", check=True)
    WikiRendition.objects.all().delete()
    with pytest.raises(CommandError, match=str(album.translation_key)):
        call_command("rebuild_documents", check=True)
    assert not WikiRendition.objects.exists()
    call_command("rebuild_documents")
    call_command("rebuild_documents", check=True)
    assert shown(album) == store.INLINE_IMAGES + 2


def test_a_private_picture_is_not_made(album, publish, shown):
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    image = album.body[0].value["blocks"][0].value["image"]
    image.collection = private
    image.save()
    publish(album)
    list(catching_up.catch_up())
    assert shown(album) == store.INLINE_IMAGES + 1
    assert not image.renditions.exists()
