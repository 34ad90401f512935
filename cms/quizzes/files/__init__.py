"""A quiz as one JSON file: all its locales, its keys and its block ids, out and in again."""

from cms.quizzes.files.fields import FORMAT
from cms.quizzes.files.problems import UnreadableQuiz
from cms.quizzes.files.reading import QuizFile, read
from cms.quizzes.files.schema import schema
from cms.quizzes.files.storing import Stored, store
from cms.quizzes.files.writing import export, images

__all__ = [
    "FORMAT",
    "QuizFile",
    "Stored",
    "UnreadableQuiz",
    "export",
    "images",
    "read",
    "schema",
    "store",
]
