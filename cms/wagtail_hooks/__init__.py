"""What the admin shows and heeds beside pages, room by room. Registration only."""

from cms.wagtail_hooks import (  # noqa: F401
    content,
    delivery,
    editorial,
    gate,
    quizzes,
    reference,
    searching,
    translation,
)
