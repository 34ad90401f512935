"""Rich text as readers get it: sanitised, with every link resolved or turned into plain text."""

import html as escaping
import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup

TAGS = {"p", "br", "b", "i", "strong", "em", "ol", "ul", "li", "a"}
# An attribute may hold what would end a tag elsewhere.
_TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_END_OF_LINE = re.compile(r"<br\b[^>]*>|</(?:p|li|ol|ul)>")
URL_SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True)
class Link:
    """A link as it is printed: `page_id` is None for an address the writer typed."""

    url: str
    text: str
    page_id: int | None


# Given the id of a linked page, its public address or None when readers may not know of it.
Resolve = Callable[[int], str | None]


def render(source: str, resolve: Resolve) -> tuple[str, list[Link]]:
    """Return safe HTML and its links in reading order.

    A link to a page that is not public loses its tag and keeps its words. Everything outside
    `TAGS` is removed, scripts with their content.
    """
    links: list[Link] = []
    html = nh3.clean(
        _resolve_links(source, resolve, links) if "<a" in source.lower() else source,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=URL_SCHEMES,
        link_rel=None,
    )
    return html, links


def _resolve_links(source: str, resolve: Resolve, links: list[Link]) -> str:
    soup = BeautifulSoup(source, "html.parser")
    for anchor in soup.find_all("a"):
        linktype, identifier = anchor.get("linktype"), str(anchor.get("id") or "")
        page_id: int | None = None
        url: str | None
        if linktype == "page":
            page_id = int(identifier) if identifier.isascii() and identifier.isdigit() else None
            url = resolve(page_id) if page_id is not None else None
        elif linktype:
            url = None
        else:
            url = str(anchor.get("href") or "") or None
        if url is None or not _is_safe(url):
            anchor.unwrap()
            continue
        anchor.attrs = {"href": url}
        links.append(Link(url=url, text=anchor.get_text(" ", strip=True), page_id=page_id))
    return str(soup)


def _is_safe(url: str) -> bool:
    scheme, colon, _rest = url.partition(":")
    return not colon or "/" in scheme or scheme.strip().lower() in URL_SCHEMES


def plain(html: str) -> str:
    """Return the words of HTML that `render` has made, blocks separated by one line break."""
    words = escaping.unescape(_TAG.sub("", _END_OF_LINE.sub("\n", html)))
    return re.sub(r"\s*\n\s*", "\n", words).strip()
