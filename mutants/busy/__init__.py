"""An account in which a bulk operation is in progress."""
