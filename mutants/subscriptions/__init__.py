"""Adding and removing subscriptions."""
