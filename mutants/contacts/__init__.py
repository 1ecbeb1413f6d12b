"""Creating, patching and disabling contacts."""
