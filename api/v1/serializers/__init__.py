"""The shapes the API promises. Documents are stored in them; nothing is serialised on reading."""
