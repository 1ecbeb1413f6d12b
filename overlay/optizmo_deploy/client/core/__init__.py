"""The core decides what to send, when to repeat it and what a response means; it does no I/O."""
