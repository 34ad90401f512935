"""What writers see and what is left when the server itself fails."""

import errno
import resource
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.utils import OperationalError
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from content_models.models import WikiImage
from content_models.storage import WholeFileStorage
from tests.admin_forms import edit_data

EXCUSE = "The fault is the server's, not yours."


class FullDisk(WholeFileStorage):
    """A disk that is full after a thousand bytes of each file."""

    def _save(self, name, content):
        with room_for(1_000):
            return super()._save(name, content)


@contextmanager
def room_for(size):
    """Let the system refuse to write a file beyond a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def desk(client, admin_user):
    client.force_login(admin_user)
    client.raise_request_exception = False
    return client


@pytest.fixture
def full_disk(settings):
    backend = f"{__name__}.{FullDisk.__name__}"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend}}


def files() -> list[Path]:
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def test_a_full_disk_leaves_no_half_file(full_disk):
    default_storage.save("small.bin", ContentFile(b"x" * 900))
    with pytest.raises(OSError, match=str(errno.EFBIG)):
        default_storage.save("large.bin", ContentFile(b"x" * 100_000))
    assert [path.name for path in files()] == ["small.bin"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("name", ["wagtailimages:add", "wagtailimages:add_multiple"])
def test_an_image_that_is_cut_off_is_refused_in_words(desk, wiki, name, kind):
    picture = BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(picture, kind)
    content = picture.getvalue()[: len(picture.getvalue()) // 2]
    file = SimpleUploadedFile(f"door.{kind.lower()}", content, f"image/{kind.lower()}")
    fields = {"title": "A door", "collection": Collection.get_first_root_node().pk}
    many = name.endswith("multiple")
    response = desk.post(
        reverse(name),
        fields | {"files[]" if many else "file": file},
        headers={"x-requested-with": "XMLHttpRequest"} if many else {},
    )
    assert response.status_code == 200
    said = response.json()["error_message"] if many else response.content.decode()
    assert "corrupted image" in said
    assert not WikiImage.objects.exists()


def test_an_image_for_which_there_is_no_room_is_not_there(desk, wiki, full_disk):
    picture = BytesIO()
    Image.effect_noise((200, 200), 80).save(picture, "PNG")
    data = {
        "title": "A door",
        "file": SimpleUploadedFile("door.png", picture.getvalue(), "image/png"),
        "collection": Collection.get_first_root_node().pk,
    }
    response = desk.post(reverse("wagtailimages:add"), data)
    assert response.status_code == 500
    assert EXCUSE in response.content.decode()
    assert not WikiImage.objects.exists()
    assert files() == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", EXCUSE), ("zh-Hans", "这是服务器的问题"), ("es", "El fallo es del servidor")],
)
def test_a_writer_is_told_in_plain_words_that_the_server_failed(
    desk, admin_user, make_article, language, words
):
    article = make_article(title="The door")
    data = edit_data(article, admin_user) | {"title": "The window"}

    def fail(execute, sql, *arguments):
        if sql.startswith("INSERT") and "wagtailcore_revision" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail):
        address = reverse("wagtailadmin_pages:edit", args=[article.pk])
        response = desk.post(address, data, headers={"Accept-Language": language})
    assert response.status_code == 500
    text = response.content.decode()
    assert words in text
    assert "database or disk" not in text
    article.refresh_from_db()
    assert article.title == "The door"
