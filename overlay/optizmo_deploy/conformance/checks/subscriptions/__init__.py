"""Checks of listing, adding and removing the subscriptions of a contact."""
