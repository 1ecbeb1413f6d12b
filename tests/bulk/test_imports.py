"""What importing the package of bulk work imports."""

from __future__ import annotations

import subprocess
import sys


def test_importing_bulk_or_its_reading_of_cells_imports_no_engine() -> None:
    program = (
        "import sys; import optizmo_deploy.bulk.files.contact_cell;"
        "from optizmo_deploy import bulk;"
        "engine = [name for name in sys.modules if name.startswith('optizmo_deploy.bulk.')"
        " and not name.startswith('optizmo_deploy.bulk.files')];"
        "print(*engine);"
        "print(all(hasattr(bulk, name) and name in dir(bulk) for name in bulk.__all__));"
        "print(hasattr(bulk, 'Bulks'))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split("\n") == ["", "True", "False", ""]
