"""What writers and editors see around their pages, and how the wiki is doing."""
