"""Values to send, valid and invalid."""
