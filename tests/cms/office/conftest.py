"""People with roles and pages in translation."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail_localize.models import StringTranslation, Translation

from cms.models import User
from cms.translation import submission
from tests.conftest import block, locale_of

_numbers = itertools.count(1)


@pytest.fixture
def make_user(wiki: Any) -> Callable[..., User]:
    """An account in some groups."""

    def make_user(*groups: str, **fields: Any) -> User:
        user = User.objects.create_user(username=f"user-{next(_numbers)}", **fields)
        user.groups.set(Group.objects.filter(name__in=groups))
        assert user.groups.count() == len(groups)
        return user

    return make_user


@pytest.fixture
def desk_of(make_user: Callable[..., User]) -> Callable[..., Client]:
    """The admin as somebody with the given roles sees it."""

    def desk_of(*groups: str) -> Any:
        client = Client()
        client.user = make_user(*groups)
        client.force_login(client.user)
        return client

    return desk_of


@pytest.fixture
def article(make_article: Any, publish: Any) -> Any:
    """A published English article of two paragraphs."""
    texts = [block("text", "<p>Say <b>hello</b> first.</p>"), block("text", "<p>Then wait.</p>")]
    return publish(make_article(title="Evenings", summary="How they begin.", blocks=texts))


@pytest.fixture
def submitted(django_capture_on_commit_callbacks: Any) -> Callable[..., Translation]:
    """Submit a page with its parents; the result is a draft."""

    def submitted(page: Any, code: str = "zh-Hans") -> Translation:
        with django_capture_on_commit_callbacks(execute=True):
            submission.submit_with_parents(page, [locale_of(code)], None)
        return Translation.objects.get(
            source__object_id=page.translation_key, target_locale=locale_of(code)
        )

    return submitted


@pytest.fixture
def translation(article: Any, submitted: Any) -> Translation:
    """The article in translation into Chinese, nothing translated yet."""
    return submitted(article)


def fill(translation: Translation, text: Callable[[str], str] = lambda s: f"译文{s}") -> None:
    """Translate every segment."""
    for segment in translation.source.stringsegment_set.select_related("string"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={"data": text(segment.string.data), "translation_type": "manual"},
        )
