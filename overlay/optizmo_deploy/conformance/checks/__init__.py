"""The behaviour checks, one module an area."""
