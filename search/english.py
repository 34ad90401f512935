"""One spelling of English words that British and American writers spell differently.

A stemmer takes them for different words: of `apologise` it leaves `apologis`, and of `apologize`
`apolog`, as of `apology`. The American spellings are those of which it knows the endings.
"""

import re

# What everybody writes with -ise, beside what has a vowel, v or w before it as `advise` has.
_NOT_IZE = (
    "advert|appr|chast|circumc|compr|comprom|conc|dem|desp|enfranch|enterpr|exc|exerc|expert|franch"
    "|inc|merchand|moonr|mort|parad|prec|prem|prom|repr|sunr|surm|surpr|treat|upr"
)
_RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        # Behind another vowel, so in no word of one syllable: neighbour, and neither hour nor
        # journal; nor in encourage, discourse, nourish or entourage.
        (r"^([a-z]*[aeiou][a-z]*)our(?!ag|ish|[cdgnt]|s.)", r"\1or"),
        (r"^(an|encyclop|gyn|h|leuk|orthop|p)ae(?=colog|d|m|sthe)", r"\1e"),
        (r"^(diarrh|f(?=oet)|hom(?=oeo))oe", r"\1e"),
        (r"^oe(?=s(?:oph|tro))", "e"),
        (r"^practis", "practic"),
        (
            rf"^((?!(?:dis|im|over|un)?(?:{_NOT_IZE})is)[a-z]{{2,}}[b-df-hj-np-tx-z])is"
            r"(?=(?:e[ds]?|e(?:ment|r)s?|ing(?:s|ly)?|ab(?:ility|le|ly)|an(?:ce|t))$|at(?:ion|or))",
            r"\1iz",
        ),
        (r"^((?:psycho)?anal|breathal|catal|hydrol|paral)ys(?=(?:e[ds]?|ers?|ing)$)", r"\1yz"),
        (r"^(cent|fib|lit|meag|(?:centi|kilo|milli)?met|somb|spect|theat)re(?=s?$)", r"\1er"),
        (r"^centred$", "centered"),
        (r"^((?:anal|catal|dial|epil|monol|prol)og)(?:ue(?=s?$)|u(?=e[dr]|ing))", r"\1"),
        (r"^(def|off|pret)ence", r"\1ense"),
        (r"^licenc", "licens"),
        (r"^((?:mis)?judg|acknowledg)ement", r"\1ment"),
        (r"^counsellor", "counselor"),
        (r"^((?:un)?skil|wil)ful", r"\1lful"),
        (r"^grey", "gray"),
        (r"^mum(?=s?$|my$|mies$)", "mom"),
        (r"^programme(?=s?$)", "program"),
        (r"^enquir", "inquir"),
        (r"^sceptic", "skeptic"),
        (r"^cos(?=(?:y|ier|iest|ily|iness)$)", "coz"),
        (r"^jewellery", "jewelry"),
        (r"^ageing", "aging"),
        (r"^moustache", "mustache"),
        (r"^pyjama", "pajama"),
        (r"^((?:un)?(?:burn|dream|learn|spoil))t$", r"\1ed"),
    ]
]


def american(word: str) -> str:
    """Return a folded word as it is spelled in America."""
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word
