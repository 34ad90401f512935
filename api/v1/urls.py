"""Every address of version 1."""

from django.urls import path, re_path, register_converter
from django.urls.converters import UUIDConverter

from api.v1.views import (
    changes,
    description,
    documents,
    feeds,
    health,
    previews,
    quizzes,
    redirects,
    resolve,
    search,
    site,
    sitemap,
    snippets,
)


class KeyConverter(UUIDConverter):
    """The key of a document in an address, in capitals too, as some programs write it."""

    regex = UUIDConverter.regex.replace("a-f", "a-fA-F")


register_converter(KeyConverter, "key")

urlpatterns = [
    # Looked through from the top: what is read most comes first.
    path("articles/", documents.ArticleListView.as_view()),
    path("articles/<key:key>/", documents.ArticleView.as_view()),
    path("search/", search.SearchView.as_view()),
    path("", site.IndexView.as_view()),
    path("home/", site.HomeView.as_view()),
    path("series/", documents.SeriesListView.as_view()),
    path("series/<key:key>/", documents.SeriesView.as_view()),
    path("case-studies/", documents.CaseStudyListView.as_view()),
    path("case-studies/<key:key>/", documents.CaseStudyView.as_view()),
    path("expert-advice/", documents.ExpertAdviceListView.as_view()),
    path("expert-advice/<key:key>/", documents.ExpertAdviceView.as_view()),
    path("quizzes/", documents.QuizListView.as_view()),
    path("quizzes/<key:key>/", documents.QuizView.as_view()),
    path("quizzes/<key:key>/evaluate/", quizzes.EvaluateView.as_view()),
    path("quizzes/<key:key>/share/", quizzes.ShareView.as_view()),
    path("quizzes/<key:key>/versions/<int:number>/", quizzes.VersionView.as_view()),
    path("quizzes/<key:key>/versions/<int:number>/vectors/", quizzes.VectorsView.as_view()),
    path("quizzes/<key:key>/versions/<int:number>/surveyjs/", quizzes.SurveyView.as_view()),
    path("results/<str:token>/image.jpg", quizzes.PictureView.as_view()),
    path("results/<str:token>/", quizzes.ResultView.as_view()),
    path("reports/<str:token>/", quizzes.ReportView.as_view()),
    path("documents/", documents.AllDocumentsView.as_view()),
    path("changes/", changes.ChangesView.as_view()),
    path("redirects/", redirects.RedirectsView.as_view()),
    path("resolve/", resolve.ResolveView.as_view()),
    path("topics/", snippets.TopicListView.as_view()),
    path("topics/<key:key>/", snippets.TopicView.as_view()),
    path("people/", snippets.PersonListView.as_view()),
    path("people/<key:key>/", snippets.PersonView.as_view()),
    path("glossary/", snippets.GlossaryTermListView.as_view()),
    path("glossary/<key:key>/", snippets.GlossaryTermView.as_view()),
    path("sources/", snippets.SourceListView.as_view()),
    path("sources/<key:key>/", snippets.SourceView.as_view()),
    path("suggest/", search.SuggestView.as_view()),
    path("navigation/", site.NavigationView.as_view()),
    path("locales/", site.LocalesView.as_view()),
    path("settings/", site.SettingsView.as_view()),
    path("feeds/<str:locale>/atom.xml", feeds.AtomView.as_view()),
    path("feeds/<str:locale>/feed.json", feeds.JsonFeedView.as_view()),
    path("sitemap.xml", sitemap.SitemapView.as_view()),
    path("sitemap/<int:number>.xml", sitemap.SitemapPartView.as_view()),
    path("preview/<str:token>/", previews.PreviewView.as_view()),
    # Load balancers are often told the address without its slash, and take a 404 for a failure.
    re_path(r"^health/live/?$", health.LiveView.as_view()),
    re_path(r"^health/ready/?$", health.ReadyView.as_view()),
    path("openapi.json", description.OpenApiView.as_view()),
    path("docs/", description.DocsView.as_view(), name="api-docs"),
]
