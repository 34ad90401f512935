"""Looks with axe-core for what keeps people out of a page."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

SCRIPT = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2, levels A and AA, and what axe-core advises besides.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

needs_axe = pytest.mark.skipif(
    not SCRIPT.exists(), reason="Run `make axe` to look for what keeps people out."
)


def barriers(page: Page, within: str = "html") -> list[str]:
    """Return what axe-core finds in a part of a page, with the element each time."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found = page.evaluate("([within, tags]) => axe.run(within, {runOnly: tags})", [within, TAGS])
    return [
        f"{page.url}: {rule['help']}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
