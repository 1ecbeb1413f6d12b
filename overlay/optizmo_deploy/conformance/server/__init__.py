"""What the suite knows of the server under test, and how checks call its operations."""
