"""Rich text as readers get it: sanitised, with every link resolved or turned into plain text."""

import html as escaping
import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3

from content_models.uris import encoded

TAGS = {"p", "br", "b", "i", "strong", "em", "ol", "ul", "li", "a"}
# An attribute may hold what would end a tag elsewhere.
_TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_ANCHOR = re.compile(r'(<a(?: [a-z]+="[^"]*")*>|</a>)')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
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
    clean = nh3.clean(
        source,
        tags=TAGS,
        attributes={"a": {"href", "linktype", "id"}},
        url_schemes=URL_SCHEMES,
        link_rel=None,
    )
    return _resolve_links(clean, resolve) if "<a" in clean else (clean, [])


def _resolve_links(html: str, resolve: Resolve) -> tuple[str, list[Link]]:
    """Resolve the links of clean HTML, which is always written in one way and well nested."""
    done: list[str] = []
    links: list[Link] = []
    # Where each open link begins in what is done, and where it leads.
    opened: list[tuple[int, str, int | None]] = []
    for part in _ANCHOR.split(html):
        if part == "</a>":
            start, url, page_id = opened.pop()
            if url:
                words = escaping.unescape(_TAG.sub(" ", "".join(done[start:])))
                links.append(Link(url=url, text=" ".join(words.split()), page_id=page_id))
                done.append(part)
        elif part.startswith("<a"):
            url, page_id = _target(part, resolve)
            if url:
                done.append(f'<a href="{escaping.escape(url)}">')
            opened.append((len(done), url, page_id))
        else:
            done.append(part)
    return "".join(done), links


def _target(tag: str, resolve: Resolve) -> tuple[str, int | None]:
    """Return (address, page id) of the opening tag of a link, without address to unlink it."""
    attributes = dict(_ATTRIBUTE.findall(tag))
    linktype, identifier = attributes.get("linktype"), attributes.get("id", "")
    if not linktype:
        return encoded(escaping.unescape(attributes.get("href", ""))), None
    if linktype != "page" or not (identifier.isascii() and identifier.isdigit()):
        return "", None
    page_id = int(identifier)
    return resolve(page_id) or "", page_id


def plain(html: str) -> str:
    """Return the words of HTML that `render` has made, blocks separated by one line break."""
    words = escaping.unescape(_TAG.sub("", _END_OF_LINE.sub("\n", html)))
    return "\n".join(filter(None, map(str.strip, words.split("\n"))))
