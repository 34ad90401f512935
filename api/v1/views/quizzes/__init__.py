"""Quizzes that are scored: versions, answers, results to share, reports.

Nothing is stored: answers are scored and forgotten, and a token holds scores, never answers.
"""

from api.v1.views.quizzes.answers import EvaluateView, ShareView
from api.v1.views.quizzes.results import PictureView, ReportView, ResultView
from api.v1.views.quizzes.versions import SurveyView, VectorsView, VersionView

__all__ = [
    "EvaluateView",
    "PictureView",
    "ReportView",
    "ResultView",
    "ShareView",
    "SurveyView",
    "VectorsView",
    "VersionView",
]
