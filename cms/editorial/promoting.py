"""Tells the search which pages editors promote, as they keep them in Wagtail's own listing."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search import promotions


@receiver(post_save, sender=SearchPromotion)
@receiver(post_delete, sender=SearchPromotion)
def follow_promotion(instance: SearchPromotion, **kwargs: Any) -> None:
    query = Query.objects.filter(pk=instance.query_id).first()
    if query is not None:
        _follow(query)


@receiver(pre_save, sender=Query)
@receiver(post_delete, sender=Query)
def forget_query(instance: Query, **kwargs: Any) -> None:
    """Forget what was promoted under the former words."""
    former = Query.objects.filter(pk=instance.pk).first() or instance
    promotions.replace(former.query_string, [])


@receiver(post_save, sender=Query)
def follow_query(instance: Query, **kwargs: Any) -> None:
    _follow(instance)


def _follow(query: Query) -> None:
    promoted = query.editors_picks.exclude(page=None).order_by("sort_order", "pk")
    promotions.replace(
        query.query_string, list(promoted.values_list("page__translation_key", flat=True))
    )
