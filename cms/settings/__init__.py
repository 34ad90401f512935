"""Settings: `base`, then `dev`, `test` or `production`."""
