"""What each page type and snippet is called when it is published."""

from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    CaseStudyPage,
    ExpertAdvicePage,
    GlossaryTerm,
    HomePage,
    Person,
    QuizPage,
    Source,
    Topic,
)

KINDS: dict[type, str] = {
    HomePage: "home",
    ArticleSeriesPage: "series",
    ArticlePage: "article",
    CaseStudyPage: "case-study",
    ExpertAdvicePage: "expert-advice",
    QuizPage: "quiz",
    Topic: "topic",
    Person: "person",
    GlossaryTerm: "glossary-term",
    Source: "source",
}
