"""Articles from Markdown and plain text, as drafts with everything doubtful reported."""
