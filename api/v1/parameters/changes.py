"""Parameters of following what changes."""

from rest_framework import serializers

from api.v1.parameters.base import Parameters
from api.v1.parameters.fields import NumberParameter


class FollowParameters(Parameters):
    """From where, and how many at once."""

    since = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="Empty to begin, then as given in `meta.since`.",
    )
    limit = NumberParameter(
        minimum=1, maximum=1_000, required=False, default=100, help_text="How many, 1 to 1,000."
    )


class RedirectListParameters(Parameters):
    """From where, and how many at once."""

    cursor = NumberParameter(
        minimum=0,
        maximum=2**63 - 1,
        required=False,
        default=0,
        help_text="0 to begin, then as given in `links.next`.",
    )
    limit = NumberParameter(
        minimum=1, maximum=1_000, required=False, default=100, help_text="How many, 1 to 1,000."
    )
