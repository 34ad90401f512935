"""Topics, people, glossary terms and sources."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from api.v1.parameters.documents import DocumentParameters, SnippetListParameters
from api.v1.parameters.fields import field_names
from api.v1.schema import list_operation, read_operation
from api.v1.serializers import cards, snippets
from api.v1.serializers.lists import ListSerializer
from api.v1.views.base import PublicView
from api.v1.views.lists import list_response
from api.v1.views.reading import read


class SnippetView(PublicView):
    """One topic, person, term or source."""

    kind = ""

    def read(self, request: HttpRequest, key: UUID) -> HttpResponse:
        fields = field_names(snippets.SNIPPETS[self.kind][0])
        parameters = DocumentParameters.read(request, fields=fields)
        return read(request, self.kind, key, parameters)


class SnippetListView(PublicView):
    """A list of topics, people, terms or sources."""

    kind = ""

    def list(self, request: HttpRequest) -> HttpResponse:
        fields = field_names(snippets.SNIPPETS[self.kind][1])
        parameters = SnippetListParameters.read(request, fields=fields)
        return list_response(request, [self.kind], parameters)


class TopicListSerializer(ListSerializer):
    """A page of topics."""

    items = cards.TopicCardSerializer(many=True)


class PersonListSerializer(ListSerializer):
    """A page of people."""

    items = cards.PersonCardSerializer(many=True)


class GlossaryTermListSerializer(ListSerializer):
    """A page of the glossary."""

    items = cards.GlossaryTermCardSerializer(many=True)


class SourceListSerializer(ListSerializer):
    """A page of sources."""

    items = cards.SourceCardSerializer(many=True)


class TopicView(SnippetView):
    """A topic with its description."""

    kind = "topic"

    @read_operation("get_topic", "Read one topic", snippets.TopicSerializer, DocumentParameters)
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.read(request, key)


class TopicListView(SnippetListView):
    """Topics, to filter documents by: give the `key` of one as `topic`."""

    kind = "topic"

    @list_operation("list_topics", "List topics", TopicListSerializer, SnippetListParameters)
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)


class PersonView(SnippetView):
    """A person who writes, reviews or gives advice."""

    kind = "person"

    @read_operation("get_person", "Read one person", snippets.PersonSerializer, DocumentParameters)
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.read(request, key)


class PersonListView(SnippetListView):
    """People; give the `key` of one as `person` to find what is theirs."""

    kind = "person"

    @list_operation("list_people", "List people", PersonListSerializer, SnippetListParameters)
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)


class GlossaryTermView(SnippetView):
    """A term of the glossary with its definition."""

    kind = "glossary-term"

    @read_operation(
        "get_glossary_term",
        "Read one glossary term",
        snippets.GlossaryTermSerializer,
        DocumentParameters,
    )
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.read(request, key)


class GlossaryTermListView(SnippetListView):
    """Terms of the glossary."""

    kind = "glossary-term"

    @list_operation(
        "list_glossary", "List glossary terms", GlossaryTermListSerializer, SnippetListParameters
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)


class SourceView(SnippetView):
    """A source that documents cite."""

    kind = "source"

    @read_operation("get_source", "Read one source", snippets.SourceSerializer, DocumentParameters)
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        return self.read(request, key)


class SourceListView(SnippetListView):
    """Sources that documents cite."""

    kind = "source"

    @list_operation("list_sources", "List sources", SourceListSerializer, SnippetListParameters)
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.list(request)
