"""What is written (pages, blocks, snippets) and what is published (documents)."""
