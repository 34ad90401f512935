"""Import articles from Markdown or plain text."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.editorial.findings import policy_of
from cms.editorial.messages import describe
from cms.editorial.rechecking import check_and_record
from cms.importing import run
from cms.importing.errors import UnreadableArticle
from cms.management.users import owner
from content_models import locales
from content_models.quality import Finding, check, of_raw_text
from content_models.quality.findings import errors


class Command(BaseCommand):
    help = "Import articles as drafts. Importing a file again updates what it made before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="Files or folders.")
        parser.add_argument("--locale", default="", help="Language of the files, such as zh-Hans.")
        parser.add_argument("--series", default="", help="Slug or title of the series.")
        parser.add_argument("--user", default="", help="Whose drafts they are.")
        parser.add_argument("--report", type=Path, help="Write the report as JSON to this file.")
        parser.add_argument("--dry-run", action="store_true", help="Tell everything, keep nothing.")

    def handle(
        self,
        *,
        paths: list[Path],
        locale: str,
        series: str,
        user: str,
        report: Path | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        if report is not None:
            # Better to hear now that it cannot be written than when everything is imported.
            report.open("a").close()
        files = run.files_of(paths)
        if not files:
            raise CommandError("There is no .md, .markdown or .txt file there.")
        importer = owner(user)
        problems: list[UnreadableArticle] = []
        articles: list[run.Article] = []
        for path in files:
            try:
                articles.append(run.read(path))
            except UnreadableArticle as problem:
                problems.append(problem)
        reports = []
        for number, article in enumerate(sorted(articles, key=lambda a: a.order), start=1):
            self.stderr.write(f"{number} of {len(articles)}: {article.path}")
            try:
                page = run.store(
                    article,
                    locale=locale or locales.default(),
                    series=series,
                    user=importer,
                    dry_run=dry_run,
                )
            except UnreadableArticle as problem:
                problems.append(problem)
                continue
            reports.append(self.outcome(article, page, locale))
        if report is not None:
            content = {
                "articles": reports,
                "errors": [
                    {"file": str(problem.path), "line": problem.line, "message": problem.message}
                    for problem in problems
                ],
            }
            report.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
        if problems:
            raise CommandError("\n".join(str(problem) for problem in problems))

    def outcome(self, article: run.Article, page: Any, locale: str) -> dict[str, Any]:
        """Print what became of a file and what the checks say; return it for the report."""
        self.tell(article, page)
        findings = check_and_record(page) if page else []
        self.tell_findings(findings)
        return article.report.as_json() | {
            "page": page and page.pk,
            "found_in_file": self.raw_findings(article, locale),
            "findings": [finding.as_json() for finding in findings],
        }

    def tell(self, article: run.Article, page: Any) -> None:
        """Print what became of a file."""
        where = f"draft {page.pk}, /admin/pages/{page.pk}/edit/" if page else "dry run"
        self.stdout.write(f"{article.path}: “{article.outline.title}” ({where})")
        counts = article.report.as_json()["counts"]
        self.stdout.write("  " + ", ".join(f"{name} {count}" for name, count in counts.items()))
        for line in article.report.lines():
            self.stdout.write(line)

    def raw_findings(self, article: run.Article, locale: str) -> dict[str, int]:
        """Count what the checks say about a plain text file; Markdown is meant to have markup."""
        if article.path.suffix.lower() != ".txt":
            return {}
        code = locales.match(article.front.locale or locale or locales.default())
        found = check(of_raw_text("\n".join(article.report.text), code), policy_of(code))
        return dict(Counter(finding.code for finding in found))

    def tell_findings(self, findings: list[Finding]) -> None:
        """Print what the checks say about the stored article."""
        counts = Counter(finding.severity for finding in findings)
        if counts:
            told = ", ".join(f"{severity} {count}" for severity, count in counts.items())
            self.stdout.write(f"  Findings: {told}")
        for finding in errors(findings):
            self.stdout.write(f"    {finding.path}: {describe(finding)}")
