"""Every address of version 1."""

from django.urls import path

from api import openapi
from api.v1.views import documents, health, quizzes, resolve, search, site, snippets

urlpatterns = [
    path("", site.IndexView.as_view()),
    path("home/", site.HomeView.as_view()),
    path("series/", documents.SeriesListView.as_view()),
    path("series/<uuid:key>/", documents.SeriesView.as_view()),
    path("articles/", documents.ArticleListView.as_view()),
    path("articles/<uuid:key>/", documents.ArticleView.as_view()),
    path("case-studies/", documents.CaseStudyListView.as_view()),
    path("case-studies/<uuid:key>/", documents.CaseStudyView.as_view()),
    path("expert-advice/", documents.ExpertAdviceListView.as_view()),
    path("expert-advice/<uuid:key>/", documents.ExpertAdviceView.as_view()),
    path("quizzes/", documents.QuizListView.as_view()),
    path("quizzes/<uuid:key>/", documents.QuizView.as_view()),
    path("quizzes/<uuid:key>/evaluate/", quizzes.EvaluateView.as_view()),
    path("quizzes/<uuid:key>/share/", quizzes.ShareView.as_view()),
    path("quizzes/<uuid:key>/versions/<int:number>/", quizzes.VersionView.as_view()),
    path("quizzes/<uuid:key>/versions/<int:number>/vectors/", quizzes.VectorsView.as_view()),
    path("quizzes/<uuid:key>/versions/<int:number>/surveyjs/", quizzes.SurveyView.as_view()),
    path("results/<str:token>/image.jpg", quizzes.PictureView.as_view()),
    path("results/<str:token>/", quizzes.ResultView.as_view()),
    path("reports/<str:token>/", quizzes.ReportView.as_view()),
    path("documents/", documents.AllDocumentsView.as_view()),
    path("resolve/", resolve.ResolveView.as_view()),
    path("topics/", snippets.TopicListView.as_view()),
    path("topics/<uuid:key>/", snippets.TopicView.as_view()),
    path("people/", snippets.PersonListView.as_view()),
    path("people/<uuid:key>/", snippets.PersonView.as_view()),
    path("glossary/", snippets.GlossaryTermListView.as_view()),
    path("glossary/<uuid:key>/", snippets.GlossaryTermView.as_view()),
    path("sources/", snippets.SourceListView.as_view()),
    path("sources/<uuid:key>/", snippets.SourceView.as_view()),
    path("search/", search.SearchView.as_view()),
    path("suggest/", search.SuggestView.as_view()),
    path("navigation/", site.NavigationView.as_view()),
    path("locales/", site.LocalesView.as_view()),
    path("settings/", site.SettingsView.as_view()),
    path("health/live/", health.LiveView.as_view()),
    path("health/ready/", health.ReadyView.as_view()),
    path("openapi.json", openapi.openapi_json),
    path("docs/", openapi.docs, name="api-docs"),
]
