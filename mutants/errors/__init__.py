"""Error responses: status codes and problem details."""
