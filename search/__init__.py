"""Search over the published documents."""
