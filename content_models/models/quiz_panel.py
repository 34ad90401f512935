"""The panel of a quiz's edit page that tells what is wrong with it."""

from typing import Any

from wagtail.admin.panels import Panel

from content_models.models.quiz_findings import describe
from content_models.scoring.finding import ERROR


class FindingsPanel(Panel):
    """Lists errors and warnings of the draft as it was last saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "panels/quiz_findings.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            if self.instance.pk is None:
                return context
            self.instance.fill_keys()
            findings, _reach = self.instance.findings()
            described = [(finding, describe(finding, self.instance)) for finding in findings]
            return context | {
                "saved": True,
                "errors": [words for finding, words in described if finding.severity == ERROR],
                "warnings": [words for finding, words in described if finding.severity != ERROR],
                "page_id": self.instance.pk,
            }
