"""The pages by kind: whoever writes finds a quiz without knowing where in the tree it stands."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    CaseStudyPage,
    ExpertAdvicePage,
    QuizPage,
)


class KindMenuItem(MenuItem):
    """Shown to those to whom the list is."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(Page)
        return policy.user_has_any_permission(request.user, IndexView.any_permission_required)


class KindViewSet(PageListingViewSet):
    """The list of one kind, in every locale, with a button to add one."""

    menu_item_class = KindMenuItem

    @cached_property
    def menu_label(self) -> str:
        return capfirst(self.model._meta.verbose_name_plural)


class SeriesViewSet(KindViewSet):
    name = "series"
    model = ArticleSeriesPage
    icon = "list-ol"


class ArticleViewSet(KindViewSet):
    name = "articles"
    model = ArticlePage
    icon = "doc-full"


class CaseStudyViewSet(KindViewSet):
    name = "case-studies"
    model = CaseStudyPage
    icon = "group"


class ExpertAdviceViewSet(KindViewSet):
    name = "expert-advice"
    model = ExpertAdvicePage
    icon = "openquote"


class QuizViewSet(KindViewSet):
    name = "quizzes"
    model = QuizPage
    icon = "help"


class ContentViewSetGroup(ViewSetGroup):
    """What is written here, in one menu beside the tree."""

    menu_label = _("Content")
    menu_icon = "edit"
    menu_order = 110
    items = (SeriesViewSet, ArticleViewSet, CaseStudyViewSet, ExpertAdviceViewSet, QuizViewSet)


class StartWritingPanel(Component):
    """The dashboard's buttons to begin a page of each kind, for whoever may add one."""

    name = "start_writing"
    order = 83
    template_name = "editorial/start_writing.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {
            "kinds": [
                {
                    "label": capfirst(kind.model._meta.verbose_name),
                    "icon": kind.icon,
                    "url": reverse(f"{kind.name}:choose_parent"),
                }
                for kind in ContentViewSetGroup.items
                if policy_registry.get_by_type(kind.model).user_has_permission(user, "add")
            ]
        }
