"""A stock Wagtail site with API v2: what the same articles cost there."""
