"""The kinds of block that pages are written in, one module a kind."""
