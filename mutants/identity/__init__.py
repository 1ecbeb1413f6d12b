"""The hash that identifies a contact, and the ids of brands."""
