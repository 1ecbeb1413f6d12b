"""Requirements, and how each comes to its result."""
