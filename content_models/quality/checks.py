"""All checks of a text, and all checks of a text beside its source."""

from collections.abc import Iterable, Mapping, Sequence

from content_models.quality import (
    glossary,
    markup,
    pairs,
    scripts,
    structure,
    typography,
    wholeness,
)
from content_models.quality.findings import Finding, Policy
from content_models.quality.glossary import Term
from content_models.quality.pairs import Pair
from content_models.quality.passages import Content

TEXT_CHECKS = (markup.check, scripts.check, wholeness.check, structure.check, typography.check)


def check(content: Content, policy: Policy, terms: Iterable[Term] = ()) -> list[Finding]:
    """Return what is to be said about a text by itself, errors first, then in reading order."""
    found = [finding for one in TEXT_CHECKS for finding in one(content)]
    found += glossary.check(content, terms)
    order = {passage.path: position for position, passage in enumerate(content.passages)}
    found.sort(key=lambda finding: order.get(finding.path, len(order)))
    return policy.weigh(found)


def compare(
    source_locale: str,
    locale: str,
    texts: Sequence[Pair],
    policy: Policy,
    terms: Sequence[Term] = (),
    known: Mapping[str, Iterable[str]] | None = None,
) -> list[Finding]:
    """Return what is to be said about translations beside their sources, errors first.

    `known` holds, by source text, how the rest of the wiki translates it.
    """
    found: list[Finding] = []
    for pair in texts:
        found += pairs.compare(pair, source_locale, locale)
        found += glossary.compare(pair, terms, source_locale, locale)
    found += pairs.inconsistent(texts, known)
    return policy.weigh(found)
