"""The adapters: each carries out the steps of a call with one HTTP library."""
