"""Rich text as readers get it: sanitised, with every link resolved or turned into plain text."""

import html as escaping
import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3

from content_models.uris import encoded

TAGS = {"p", "br", "b", "i", "strong", "em", "ol", "ul", "li", "a"}
_INLINE = {"b", "i", "strong", "em", "a"}
# What comes from elsewhere as a block of its own and becomes a paragraph here.
_BLOCKS = {
    *(f"h{level}" for level in range(1, 7)),
    *("address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dt"),
    *("figcaption", "figure", "footer", "header", "main", "nav", "pre", "section", "summary"),
    *("td", "th"),
}
_BLOCK_TAG = re.compile(rf"<(/?)(?:{'|'.join(sorted(_BLOCKS))})>")
_EMPTY = re.compile(r"<(?!/|br>)[^<>]*>(?:\s|&nbsp;|<br>)*</")
# An attribute may hold what would end a tag elsewhere.
_TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_PARTS = re.compile(f"({_TAG.pattern})")
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

    A link to a page that is not public loses its tag and keeps its words. Other blocks than those
    of `TAGS` become paragraphs; everything else is removed, scripts with their content, and so is
    what holds nothing to read.
    """
    clean = _sanitised(source, TAGS | _BLOCKS)
    if _BLOCK_TAG.search(clean):
        # Parsed again, paragraphs that came to stand around other blocks end before them.
        clean = _sanitised(_BLOCK_TAG.sub(r"<\1p>", clean), TAGS)
    if _EMPTY.search(clean):
        clean = _without_empty(clean)
    return _resolve_links(clean, resolve) if "<a" in clean else (clean, [])


def _sanitised(source: str, tags: set[str]) -> str:
    return nh3.clean(
        source,
        tags=tags,
        attributes={"a": {"href", "linktype", "id"}},
        url_schemes=URL_SCHEMES,
        link_rel=None,
    )


def _without_empty(html: str) -> str:
    """Return clean HTML without elements that hold nothing; blanks in inline ones stay."""
    done: list[str] = []
    # Of each open element: where it begins in what is done, its name, whether it holds anything.
    opened: list[tuple[int, str, bool]] = [(0, "", False)]
    for part in _PARTS.split(html):
        if part.startswith("</"):
            start, name, holds = opened.pop()
            if holds:
                done.append(part)
                opened[-1] = (*opened[-1][:2], True)
            elif name in _INLINE:
                done[start] = ""
            else:
                del done[start:]
        elif part.startswith("<"):
            if part != "<br>":
                opened.append((len(done), part[1:-1].partition(" ")[0], False))
            done.append(part)
        else:
            done.append(part)
            if part.replace("&nbsp;", "").strip():
                opened[-1] = (*opened[-1][:2], True)
    return "".join(done)


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
