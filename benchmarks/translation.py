"""Translation memory: a lookup among many texts, as a ratio to reading one row by its key.

Both are measured in turns in one run, in time of the processor: SQLite works in this process, and
other programs do not disturb the figure. Run it with `python benchmarks/translation.py`.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ENGLISH = (
    "ask listen breath quiet kitchen answer question evening partner feeling promise apology "
    "silence morning anger tender distance closeness repair pause voice window letter patience "
    "child mother father friend worry trust doubt plan holiday argument sentence word hand"
)
COMMON = "the a and to of you in is it that for with as on we"
CHINESE = (
    "我们两个人晚上说话的时候先听对方把感受讲完再回答问题"
    "不要急着解释慢慢呼吸看着眼睛道歉修复距离信任"
)


def sentence(dice: random.Random, locale: str) -> str:
    """Return a sentence of 4 to 40 words, or Chinese of 6 to 70 characters."""
    if locale != "en":
        return "".join(dice.choices(CHINESE, k=dice.randint(6, 70))) + "。"
    # Rare words as prose has them: names, technical terms.
    rare = ["".join(dice.choices("bdfgklmnprstaeiou", k=4))]
    words = dice.choices(COMMON.split(), k=dice.randint(2, 20)) + dice.choices(
        ENGLISH.split(), k=dice.randint(2, 18)
    )
    dice.shuffle(words)
    return " ".join([*words, *rare]).capitalize() + "."


def prepare(texts: int) -> tuple[list[Any], int]:
    """Fill the memory; return the sentences to look up, each like one that is there."""
    import django

    django.setup()
    from django.core.management import call_command
    from wagtail.models import Locale
    from wagtail_localize.models import String, StringTranslation, TranslatableObject
    from wagtail_localize.models import TranslationContext as Context

    from cms.preparation import prepare_wiki
    from cms.translation import memory

    call_command("migrate", verbosity=0)
    home = prepare_wiki()
    owner, _created = TranslatableObject.objects.get_or_create_from_instance(home)
    place = Context.objects.create(object=owner, path="summary", field_path="summary")
    dice = random.Random(20)
    by_code = {locale.language_code: locale for locale in Locale.objects.all()}
    target = by_code["es"]
    for start in range(0, texts, 1000):
        made = {}
        for number in range(start, min(start + 1000, texts)):
            code = "en" if number % 2 else "zh-hans"
            data = sentence(dice, code)
            digest = String._get_data_hash(data)
            made[digest] = String(locale=by_code[code], data=data, data_hash=digest)
        strings = String.objects.bulk_create(made.values(), ignore_conflicts=True)
        strings = list(String.objects.filter(data_hash__in=list(made)))
        StringTranslation.objects.bulk_create(
            StringTranslation(
                translation_of=string,
                locale=target,
                context=place,
                data=f"es: {string.data}",
                translation_type="manual",
            )
            for string in strings
        )
        memory.index(strings)
        print(f"\r{start + len(made)} of {texts} texts", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    chosen = dice.sample(list(String.objects.values_list("pk", flat=True)), 300)
    asked = []
    for string in String.objects.filter(pk__in=chosen).select_related("locale"):
        worded = f"{string.data[:-1]}吗？" if "。" in string.data else f"{string.data[:-1]} now."
        asked.append(String.from_value(string.locale, type(string.as_value())(worded)))
    return asked, target.pk


def timed(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(WIKI_DATA_DIR=folder, DJANGO_SETTINGS_MODULE="benchmarks.settings")
        asked, target = prepare(options.texts)
        from wagtail_localize.models import String

        from cms.translation import memory

        keys, lookups, found = [], [], []
        for string in asked:
            keys.append(timed(lambda pk=string.pk: String.objects.get(pk=pk)))
            lookups.append(timed(lambda text=string: found.extend(memory.offers(text, target)[:1])))
    key_ms, p50, p95 = (
        1000 * value for value in (_at(keys, 50), _at(lookups, 50), _at(lookups, 95))
    )
    print(f"\n{options.texts} texts, {len(asked)} lookups of a text worded slightly differently")
    print(f"found: {len(found)}")
    print(f"one row by its key, median: {key_ms:8.2f} ms")
    print(f"memory lookup, median:      {p50:8.2f} ms   {p50 / key_ms:6.1f} rows by key")
    print(f"memory lookup, p95:         {p95:8.2f} ms   {p95 / key_ms:6.1f} rows by key")


def _at(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


if __name__ == "__main__":
    main()
