"""Checking what writers type into the blocks of a page."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail.fields import StreamField

from content_models.blocks.base import RootStreamBlock
from content_models.blocks.sections import SectionContentBlock
from content_models.models import ArticlePage
from tests.conftest import block, section


@pytest.fixture
def switching() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_what_is_checked_at_once_is_checked_by_its_own_rules(switching):
    body = ArticlePage._meta.get_field("body").stream_block
    empty = body.to_python([section([block("callout", {"tone": "", "title": "", "text": ""})])] * 5)

    def passes(check):
        try:
            check(empty)
        except ValidationError:
            return False
        return True

    checks = [body.clean_deferred, body.clean] * 100
    with ThreadPoolExecutor(4) as threads:
        passed = list(threads.map(passes, checks))
    assert passed == [True, False] * 100


def test_each_stream_of_a_page_is_checked_by_one_request_at_a_time():
    fields = [
        field
        for model in apps.get_app_config("content_models").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    ]
    assert fields
    for field in fields:
        assert isinstance(field.stream_block, RootStreamBlock), field


def test_a_new_script_lacks_nothing_but_its_words():
    script = SectionContentBlock().child_blocks["script"]
    value = script.get_default()
    for line in value["lines"]:
        line["say"] = "I worried."
    assert len(script.clean(value)["lines"]) == 2
