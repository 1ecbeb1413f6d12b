"""Generated requests: what may be sent, which response is due, and the run of the generator."""

from optizmo_deploy.conformance.generated.run import send_generated

__all__ = ["send_generated"]
