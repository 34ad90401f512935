"""What search is measured with: the measures themselves, and the project's own collection."""

from math import log2

import pytest

from benchmarks import retrieval
from benchmarks.search_quality import COLLECTION, load, reference


def test_the_gain_of_a_perfect_ranking_is_one_and_of_a_useless_one_zero():
    grades = {"a": 2, "b": 1}
    assert retrieval.ndcg(["a", "b", "c"], grades) == 1
    assert retrieval.ndcg(["c"], grades) == 0
    assert retrieval.ndcg(["b", "a"], grades) == pytest.approx(
        (1 + 2 / log2(3)) / (2 + 1 / log2(3))
    )


def test_what_stands_below_the_depth_counts_nothing():
    ranking = [f"other {number}" for number in range(10)] + ["a"]
    assert retrieval.ndcg(ranking, {"a": 1}) == 0
    assert retrieval.reciprocal_rank(ranking, {"a": 1}) == 0
    assert retrieval.recall(ranking, {"a": 1}) == 1
    assert retrieval.recall(ranking, {"a": 1, "b": 1}) == 0.5


def test_the_rank_of_the_first_relevant_document_decides_the_reciprocal_rank():
    assert retrieval.reciprocal_rank(["x", "y", "a", "b"], {"a": 1, "b": 2}) == pytest.approx(1 / 3)


def test_two_empty_rankings_agree_and_one_of_them_does_not():
    assert retrieval.overlap([], []) == 1
    assert retrieval.overlap(["a"], []) == 0
    assert retrieval.overlap(["a", "b"], ["b", "c"]) == 0.5


def test_the_reference_prefers_the_rare_word_and_the_short_text():
    index = retrieval.Bm25("en")
    index.add("long", "quarrel " + "evening " * 40)
    index.add("short", "A quarrel in the evening")
    index.add("other", "An evening at home")
    assert index.rank("the quarrels") == ["short", "long"]
    assert index.rank("of the") == ["short"]


def test_the_reference_reads_chinese_by_characters_and_pairs():
    index = retrieval.Bm25("zh-Hans")
    index.add("attachment", "依恋的警报")
    index.add("other", "依然如此")
    assert index.rank("依戀") == ["attachment", "other"]


def test_the_collection_is_large_enough_and_its_judgments_point_to_documents():
    collection = load(COLLECTION)
    documents = {(row["id"], row["locale"]) for row in collection.documents}
    assert len(documents) == len(collection.documents) >= 120
    assert len(collection.queries) >= 60
    assert collection.locales == ["en", "zh-Hans", "es"]
    for query in collection.queries:
        for name in collection.judgments[query.id]:
            assert (name, query.locale) in documents, (query.id, name)


def test_the_reference_itself_answers_most_of_the_collection():
    collection = load(COLLECTION)
    plain = reference(collection)
    found = retrieval.measure(plain, collection.judgments)
    assert found.ndcg > 0.8
    assert found.zero == 0
