"""The contract as the suite reads it: operations, response schemas, constants."""
