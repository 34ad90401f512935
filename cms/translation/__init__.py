"""Translating pages and snippets, over wagtail-localize."""
