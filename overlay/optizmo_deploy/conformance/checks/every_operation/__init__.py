"""Checks that hold for every operation, or for all of a kind."""
