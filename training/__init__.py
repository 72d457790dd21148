"""Training of the shipped embedding model: ``python -m training DATA``; docs/embedding.md tells what and why."""
