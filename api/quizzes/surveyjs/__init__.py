"""A quiz as a form of the SurveyJS library, which shows and scores it unmodified."""

from api.quizzes.surveyjs.form import survey_of

__all__ = ["survey_of"]
