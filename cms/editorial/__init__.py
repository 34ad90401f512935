"""Who works here, what they see around their pages, and how the wiki is doing."""
