"""What checks require of responses, contacts and lists; a failed assertion says what was found."""
