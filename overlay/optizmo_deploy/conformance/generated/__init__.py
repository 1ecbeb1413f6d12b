"""Generated requests: what is sent, and which response is expected."""

from optizmo_deploy.conformance.generated.run import send_generated

__all__ = ["send_generated"]
