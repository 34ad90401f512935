"""The texts of translations: what they say, how far they have come, which page they fill."""
