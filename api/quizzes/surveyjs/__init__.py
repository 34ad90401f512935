"""A quiz as a form of the SurveyJS library, which shows and scores it unmodified."""

from api.quizzes.surveyjs.form import Images, survey_of

__all__ = ["Images", "survey_of"]
