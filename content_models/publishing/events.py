"""Signals sent inside the publishing transaction, so receivers may only touch the database."""

from django.dispatch import Signal

# Arguments: identities, a list of (key, locale) whose readable document changed or appeared.
documents_published = Signal()

# Arguments: identities, a list of (key, locale) that readers can no longer read.
documents_withdrawn = Signal()

# Arguments: identities, a list of (key, locale) of which any edition was written or removed,
# also one that readers will only see later, or the time in which one is readable.
editions_changed = Signal()

# Sent when documents are left to be built later.
documents_left = Signal()

# Sent when addresses lead elsewhere than before.
redirects_changed = Signal()
