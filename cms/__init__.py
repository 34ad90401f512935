"""The project and the writers' desk."""
