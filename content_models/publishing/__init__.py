"""The one door to what is published: build, store, withdraw, read."""
