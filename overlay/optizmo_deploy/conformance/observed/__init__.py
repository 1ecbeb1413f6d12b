"""Looks at every exchange of a run, whoever made it.

A rule is a small function that says what is wrong with one exchange, ``None`` when nothing is, or
``NOTHING_TO_SEE``. Requirements whose faults can sit in one operation alone exist once for each
operation; ``requirements.yaml`` says which.
"""

from optizmo_deploy.conformance.observed.collector import PassiveChecks, passive_ids

__all__ = ["PassiveChecks", "passive_ids"]
