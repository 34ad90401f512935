"""The texts of translations: what each says, how far it has come, and what was said about it."""
