"""Evaluates every exchange of a run, whoever made it.

A rule is a small function that returns what is wrong with one exchange, `None` when nothing is, or
`NOT_APPLICABLE`. It is registered by the name of its requirements; each operation has its own.
"""

from optizmo_deploy.conformance.observed.collector import ObservedTraffic

__all__ = ["ObservedTraffic"]
