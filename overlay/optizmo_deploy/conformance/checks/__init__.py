"""The behaviour checks: a folder for each subject, and nothing but checks in them.

Checks run in the order of `ORDER`, and within a folder by the names of the modules. What looks back
at the writes of other checks comes after them; what may upset a server comes last.
"""

__all__ = ["ORDER"]

ORDER = (
    "every_operation",
    "brands",
    "contact_schema",
    "contacts",
    "subscriptions",
    "sequences",
    "robustness",
)
"""The folders and modules of this package."""
