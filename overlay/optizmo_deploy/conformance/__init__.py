"""The conformance suite: runs against any server and reports which requirements it meets.

```python
from optizmo_deploy.conformance import Profile, Settings, run

outcome = run(Settings(base_url="https://…/deploy", api_key="…", profile=Profile.WRITE))
```

Nothing is imported before a name is asked for: the pytest plugin and the command line reach into
this package in processes that never run the suite.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optizmo_deploy.conformance.outcome import Outcome
    from optizmo_deploy.conformance.requirements.model import Profile, Requirement, Status
    from optizmo_deploy.conformance.runner import run
    from optizmo_deploy.conformance.settings import Settings
else:
    _HOME = {
        "Outcome": "outcome",
        "Profile": "requirements.model",
        "Requirement": "requirements.model",
        "Settings": "settings",
        "Status": "requirements.model",
        "run": "runner",
    }

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOME})


__all__ = ["Outcome", "Profile", "Requirement", "Settings", "Status", "run"]
