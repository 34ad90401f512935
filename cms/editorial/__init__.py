"""What writers and editors see around their pages."""
