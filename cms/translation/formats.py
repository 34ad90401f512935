"""PO and XLIFF files in and out: bytes to texts and back, nothing of the database."""

import io
import logging
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from translate.storage.pypo import pofile
from translate.storage.xliff import xlifffile

logger = logging.getLogger(__name__)

MAX_BYTES = 5 * 1024 * 1024
MAX_FILES = 2000
IDENTIFIER = "X-WagtailLocalize-TranslationID"
EXPORTED_AT = "X-Exported-At"
ENDINGS = {".po": "po", ".xlf": "xliff", ".xliff": "xliff", ".zip": "zip"}


class UnreadableFile(Exception):
    """A file cannot be imported; the message names the file and says why."""


@dataclass(frozen=True)
class Text:
    """One segment: where it stands, what it says, and how it is translated, empty when not."""

    path: str
    source: str
    target: str
    fuzzy: bool = False


@dataclass(frozen=True)
class Texts:
    """The segments of one translation. Locales are in BCP 47, empty when a file names none.

    `exported_at` is when they were written into the file, None when it does not say.
    """

    identifier: str
    source_locale: str
    target_locale: str
    title: str = ""
    exported_at: datetime | None = None
    texts: list[Text] = field(default_factory=list)
    file: str = ""


def write_po(texts: Texts) -> bytes:
    """Return a PO file; one file holds one translation."""
    store = pofile()
    store.updateheader(
        add=True,
        MIME_Version="1.0",
        Content_Type="text/plain; charset=UTF-8",
        Content_Transfer_Encoding="8bit",
        Language=texts.target_locale,
        X_Source_Language=texts.source_locale,
    )
    store.updateheader(add=True, **{IDENTIFIER: texts.identifier, EXPORTED_AT: _written(texts)})
    for text in texts.texts:
        unit = store.addsourceunit(text.source)
        unit.setcontext(text.path)
        unit.target = text.target
        if text.fuzzy and text.target:
            unit.markfuzzy()
    return bytes(store)


def write_xliff(every: Iterable[Texts]) -> bytes:
    """Return an XLIFF 1.2 file; it can hold many translations, each in its `file`."""
    store = xlifffile()
    for texts in every:
        node = store.createfilenode(
            texts.identifier, texts.source_locale, texts.target_locale, "plaintext"
        )
        node.set("product-name", texts.title)
        node.set("date", _written(texts))
        if node.getparent() is None:
            store.document.getroot().append(node)
        for number, text in enumerate(texts.texts, start=1):
            unit = store.addsourceunit(text.source, texts.identifier)
            unit.setid(f"{text.path}#{number}")
            if text.target:
                unit.target = text.target
                unit.markfuzzy(text.fuzzy)
    return bytes(store)


def read(name: str, content: bytes) -> list[Texts]:
    """Return the translations of a PO, XLIFF or ZIP file.

    Raises:
        UnreadableFile: when it is too large, of another kind, damaged, or says nothing about
            which translation it belongs to.
    """
    require_size(name, len(content))
    kind = ENDINGS.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise UnreadableFile(_("%(file)s is no PO, XLIFF or ZIP file.") % {"file": name})
    if not content.strip():
        raise UnreadableFile(_("%(file)s is empty.") % {"file": name})
    try:
        return READERS[kind](name, content)
    except UnreadableFile:
        raise
    except Exception as error:
        # Parsers and decompressors raise whatever they stumble over; the writer of the file has to
        # mend it.
        logger.info("Unreadable translation file %s", name, exc_info=error)
        raise UnreadableFile(
            _("%(file)s is damaged or no valid %(kind)s file.")
            % {"file": name, "kind": kind.upper()}
        ) from error


def require_size(name: str, size: int) -> None:
    """Refuse a file before anybody reads all of it.

    Raises:
        UnreadableFile: when it has more than `MAX_BYTES`.
    """
    if size > MAX_BYTES:
        raise UnreadableFile(
            _("%(file)s is larger than %(limit)s MB.")
            % {"file": name, "limit": MAX_BYTES // 1024 // 1024}
        )


def _read_zip(name: str, content: bytes) -> list[Texts]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    entries = [
        entry
        for entry in archive.infolist()
        # macOS puts notes about each file into a folder of their own.
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
    ]
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > 10 * MAX_BYTES:
        raise UnreadableFile(_("%(file)s holds too much.") % {"file": name})
    found = []
    for entry in entries:
        if PurePosixPath(entry.filename).suffix.lower() == ".zip":
            raise UnreadableFile(_("%(file)s holds another archive.") % {"file": name})
        found += read(entry.filename, archive.read(entry))
    return found


def _read_po(name: str, content: bytes) -> list[Texts]:
    store = pofile(io.BytesIO(content))
    header = store.parseheader() if store.header() is not None else {}
    if not header.get(IDENTIFIER):
        raise UnreadableFile(
            _("%(file)s does not say what it translates: %(header)s is missing.")
            % {"file": name, "header": IDENTIFIER}
        )
    texts = [
        Text(unit.getcontext(), str(unit.source), str(unit.target), unit.isfuzzy())
        for unit in store.units
        if not unit.isheader() and not unit.isobsolete()
    ]
    language = header.get("Language", "")
    source = header.get("X-Source-Language", "")
    exported_at = _moment(header.get(EXPORTED_AT, ""))
    return [Texts(header[IDENTIFIER].strip(), source, language, "", exported_at, texts, name)]


def _written(texts: Texts) -> str:
    return texts.exported_at.isoformat() if texts.exported_at else ""


def _moment(text: str) -> datetime | None:
    """Return a moment as we write it; tools that change a file may write something else."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _read_xliff(name: str, content: bytes) -> list[Texts]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableFile(_("%(file)s declares a document type: refused.") % {"file": name})
    store = xlifffile.parsestring(content)
    nodes = list(store.document.getroot().iterchildren(store.namespaced("file")))
    found: dict[str, Texts] = {}
    for node in nodes:
        identifier = node.get("original") or ""
        languages = (node.get("source-language") or "", node.get("target-language") or "")
        exported_at = _moment(node.get("date") or "")
        found.setdefault(identifier, Texts(identifier, *languages, "", exported_at, file=name))
    for unit in store.units:
        parent = next(unit.xmlelement.iterancestors(store.namespaced("file")))
        path = (unit.xmlelement.get("id") or "").rpartition("#")[0]
        target = unit.getlanguageNode(lang=None, index=1)
        state = target.get("state", "") if target is not None else ""
        fuzzy = (
            state == "new" or state.startswith("needs-") or unit.xmlelement.get("approved") == "no"
        )
        text = Text(path, str(unit.source or ""), str(unit.target or ""), fuzzy)
        found[parent.get("original") or ""].texts.append(text)
    if not found:
        raise UnreadableFile(_("%(file)s holds no translation.") % {"file": name})
    return list(found.values())


READERS: dict[str, Callable[[str, bytes], list[Texts]]] = {
    "po": _read_po,
    "xliff": _read_xliff,
    "zip": _read_zip,
}
