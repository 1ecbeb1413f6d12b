"""Everything between a check and the socket: sending, waiting, recording."""
