"""The asynchronous client, from which `scripts/unasync.py` derives the blocking one."""
