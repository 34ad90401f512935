"""The read-only HTTP interface. The only package that knows HTTP and JSON over HTTP."""
