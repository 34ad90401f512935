"""The translation office over wagtail-localize: roles, review, round trip, submission."""
