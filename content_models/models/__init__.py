"""Every model of the wiki's content, listed once."""

from content_models.models.advice import ExpertAdvicePage
from content_models.models.articles import ArticlePage
from content_models.models.base import PageContributor, PageRelation, PageTopic, WikiPage
from content_models.models.cases import CaseStudyPage
from content_models.models.glossary import GlossaryTerm
from content_models.models.home import HomePage
from content_models.models.images import WikiImage, WikiRendition
from content_models.models.people import Person
from content_models.models.previews import PreviewLease
from content_models.models.published import (
    Change,
    Dependency,
    PublishedDocument,
    PublishedRedirect,
    PublishedRelation,
)
from content_models.models.quizzes import QuizPage
from content_models.models.series import ArticleSeriesPage
from content_models.models.sources import Source
from content_models.models.topics import Topic

__all__ = [
    "ArticlePage",
    "ArticleSeriesPage",
    "CaseStudyPage",
    "Change",
    "Dependency",
    "ExpertAdvicePage",
    "GlossaryTerm",
    "HomePage",
    "PageContributor",
    "PageRelation",
    "PageTopic",
    "Person",
    "PreviewLease",
    "PublishedDocument",
    "PublishedRedirect",
    "PublishedRelation",
    "QuizPage",
    "Source",
    "Topic",
    "WikiImage",
    "WikiPage",
    "WikiRendition",
]
