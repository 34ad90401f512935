"""Version 1 of the API. Versions never import each other."""
