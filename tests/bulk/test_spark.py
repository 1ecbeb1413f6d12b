"""The documented example for Spark, run by a local Spark where there is one."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy import DeployClient
    from optizmo_deploy.sandbox import Sandbox

pyspark: Any = pytest.importorskip("pyspark", reason="Spark is not installed")
pytest.importorskip("pyarrow", reason="mapInArrow needs pyarrow")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java", allow_module_level=True)

PAGE = Path(__file__).parents[2] / "docs/bulk.md"

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture
def spark(deploy_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    builder: Any = importlib.import_module("pyspark.sql").SparkSession.builder
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("OPTIZMO_DEPLOY_API_KEY", deploy_sandbox.api_key)
    monkeypatch.setenv("OPTIZMO_DEPLOY_BASE_URL", deploy_sandbox.url)
    session = (
        builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def test_the_documented_example_does_every_row(
    spark: Any, deploy_client: DeployClient, tmp_path: Path
) -> None:
    brand = next(iter(deploy_client.brands.list(enabled=True)))
    addresses = [f"user{n}@example.com" for n in range(40)]
    assert all(outcome.ok for outcome in deploy_client.bulk.upsert(addresses))
    contacts = spark.createDataFrame([(each,) for each in [*addresses, "bad"]], "email string")
    target = str(tmp_path / "result")

    [example] = re.findall(r"```py\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(example, {"BRAND": str(brand.id), "TARGET": target, "contacts": contacts})

    rows = spark.read.parquet(target).collect()
    assert sorted(row.email for row in rows if row.done) == sorted(addresses)
    [failed] = [row for row in rows if not row.done]
    assert failed.email == "bad"
    assert "e-mail address" in failed.error
    for outcome in deploy_client.bulk.get(addresses):
        assert outcome.value is not None
        assert brand.id in outcome.value.brand_ids
