"""Under which name each kind of document is offered."""

ENDPOINTS = {
    "series": "series",
    "article": "articles",
    "case-study": "case-studies",
    "expert-advice": "expert-advice",
    "quiz": "quizzes",
    "topic": "topics",
    "person": "people",
    "glossary-term": "glossary",
    "source": "sources",
}
