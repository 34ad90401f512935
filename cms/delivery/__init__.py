"""Everything that leaves the wiki: links to drafts, webhooks, cache purges."""
