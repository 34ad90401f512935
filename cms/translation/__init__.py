"""Translation: wagtail-localize keeps the segments, this keeps them safe, known and reviewed."""
