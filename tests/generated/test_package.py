"""The generated package: imported bit by bit, with the facts of the contract in it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from optizmo_deploy_api import operations


def imported(statement: str) -> set[str]:
    """Return the modules of the package, and httpx, that a statement imports in a new process."""
    program = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    modules = set(run.stdout.split())
    return {name for name in modules if name.startswith("optizmo_deploy_api") or name == "httpx"}


def test_importing_the_package_imports_nothing_else() -> None:
    assert imported("import optizmo_deploy_api") == {"optizmo_deploy_api"}
    assert imported("from optizmo_deploy_api import operations") == {
        "optizmo_deploy_api",
        "optizmo_deploy_api.operations",
    }


def test_importing_one_endpoint_imports_only_the_models_that_it_needs() -> None:
    modules = imported(
        "from optizmo_deploy_api.api.subscriptions import list_contact_subscriptions"
    )
    models = {
        name.split(".")[2] for name in modules if name.startswith("optizmo_deploy_api.models.")
    }
    assert (
        {"subscription_list", "problem"} <= models <= {"subscription_list", "problem", "error_code"}
    )


def test_importing_one_model_imports_no_other() -> None:
    modules = imported("from optizmo_deploy_api.models import Esp")
    assert "httpx" not in modules
    assert {name for name in modules if ".models." in name} == {"optizmo_deploy_api.models.esp"}


def test_the_lazy_modules_have_what_they_announce() -> None:
    import optizmo_deploy_api  # noqa: PLC0415
    from optizmo_deploy_api import models  # noqa: PLC0415

    for module in (optizmo_deploy_api, models):
        assert set(module.__all__) <= set(dir(module))
        for name in module.__all__:
            assert getattr(module, name).__name__ == name
        with pytest.raises(AttributeError, match="has no attribute 'Nonsense'"):
            _ = module.Nonsense


def test_the_facts_of_the_operations_are_those_of_the_contract(contract: dict[str, Any]) -> None:
    described = {
        operation["operationId"]: (method.upper(), path, operation)
        for path, item in contract["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }
    assert described.keys() == operations.OPERATIONS.keys()
    for name, operation in operations.OPERATIONS.items():
        method, path, facts = described[name]
        assert (operation.method, operation.path) == (method, path)
        assert operation.idempotent is facts["x-idempotent"]
        assert operation.has_body is ("requestBody" in facts)
        assert [str(status) for status in (*operation.success, *operation.failure)] == list(
            facts["responses"]
        )
        assert operation.tag == facts["tags"][0]
        __import__(f"optizmo_deploy_api.{operation.module}")
    assert contract["servers"][0]["url"] == operations.SERVER_URL
    assert operations.LIMITS["BrandIdList"].max_items == 100
    assert operations.LIMITS["AttributeInput"].min_length == 1
    assert operations.LIMITS["AttributePatch"].types[-1] == "null"
    assert operations.LIMITS["AttributesCreate"].forbidden == ("Email", "Brand")
    assert operations.PINNED["NotFoundProblem"]["status"] == 404
    page_size = operations.LIST_BRANDS.parameter("pageSize").limits
    assert (page_size.minimum, page_size.maximum) == (10, 200)
