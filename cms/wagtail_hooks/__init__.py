"""What the admin shows and heeds beside pages, room by room. Registration only."""

from cms.wagtail_hooks import editorial, quizzes, reference, searching, translation  # noqa: F401
