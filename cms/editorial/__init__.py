"""What editors look at to see how the wiki is doing."""
