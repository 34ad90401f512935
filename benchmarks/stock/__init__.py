"""Gives Wagtail's own search the texts that the wiki's search has."""
