"""Connects the translation desk to Wagtail and wagtail-localize when the project starts."""

from wagtail.signals import published

from cms.translation import safety, staleness


def connect() -> None:
    safety.install()
    published.connect(staleness.follow_source)
