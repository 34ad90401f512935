"""Pages: series, articles, case studies, expert advice, quizzes, and all of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from api.v1.parameters.documents import (
    DocumentListParameters,
    DocumentParameters,
    PageListParameters,
)
from api.v1.parameters.fields import field_names
from api.v1.schema import list_operation, read_operation
from api.v1.serializers import pages
from api.v1.serializers.lists import CardListSerializer
from api.v1.views.base import PublicView
from api.v1.views.lists import list_response
from api.v1.views.reading import read
from content_models.publishing import documents


class DocumentView(PublicView):
    """One published document, as the bytes that were stored when it was published."""

    kind = ""

    def read(self, request: HttpRequest, key: UUID) -> HttpResponse:
        fields = field_names(pages.DOCUMENTS[self.kind])
        parameters = DocumentParameters.read(request, fields=fields)
        return read(request, self.kind, key, parameters)


class DocumentListView(PublicView):
    """A list of cards of one kind."""

    kind = ""

    def list(self, request: HttpRequest) -> HttpResponse:
        return list_response(request, [self.kind], PageListParameters.read(request))


class SeriesView(DocumentView):
    """A whole series: its introduction, and a card of each part in order."""

    kind = "series"

    @read_operation("get_series", "Read one series", pages.SeriesSerializer, DocumentParameters)
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.read(request, key)


class SeriesListView(DocumentListView):
    """Cards of the series."""

    kind = "series"

    @list_operation("list_series", "List series", CardListSerializer, PageListParameters)
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)


class ArticleView(DocumentView):
    """A whole article: sections and blocks, and everything its page shows around them."""

    kind = "article"

    @read_operation("get_article", "Read one article", pages.ArticleSerializer, DocumentParameters)
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.read(request, key)


class ArticleListView(DocumentListView):
    """Cards of the articles; `series` with `order=position` gives the parts of one in order."""

    kind = "article"

    @list_operation("list_articles", "List articles", CardListSerializer, PageListParameters)
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)


class CaseStudyView(DocumentView):
    """A whole case study: in `case` the situation and what can be learnt from it."""

    kind = "case-study"

    @read_operation(
        "get_case_study", "Read one case study", pages.CaseStudySerializer, DocumentParameters
    )
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.read(request, key)


class CaseStudyListView(DocumentListView):
    """Cards of the case studies."""

    kind = "case-study"

    @list_operation(
        "list_case_studies", "List case studies", CardListSerializer, PageListParameters
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)


class ExpertAdviceView(DocumentView):
    """A whole entry of expert advice: in `advice` the words and the experts who give them."""

    kind = "expert-advice"

    @read_operation(
        "get_expert_advice",
        "Read one entry of expert advice",
        pages.ExpertAdviceSerializer,
        DocumentParameters,
    )
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.read(request, key)


class ExpertAdviceListView(DocumentListView):
    """Cards of the entries of expert advice."""

    kind = "expert-advice"

    @list_operation(
        "list_expert_advice", "List expert advice", CardListSerializer, PageListParameters
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)


class QuizView(DocumentView):
    """A whole quiz: in `definition` its pages, questions and options, ready to be taken."""

    kind = "quiz"

    @read_operation("get_quiz", "Read one quiz", pages.QuizSerializer, DocumentParameters)
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.read(request, key)


class QuizListView(DocumentListView):
    """Cards of the quizzes."""

    kind = "quiz"

    @list_operation("list_quizzes", "List quizzes", CardListSerializer, PageListParameters)
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)


class AllDocumentsView(PublicView):
    """Cards of every kind in one list."""

    @list_operation(
        "list_documents", "List documents of every kind", CardListSerializer, DocumentListParameters
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        parameters = DocumentListParameters.read(request)
        return list_response(request, parameters.get("kind", documents.PAGE_KINDS), parameters)
