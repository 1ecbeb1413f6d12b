"""The report for continuous integration."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

__all__ = ["junit"]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: dict[str, Any]) -> str:
    """Return the report as JUnit XML, with one test case for each id.

    A requirement that was not reached, skipped or expected to fail is a skipped test; a warning is
    a passed one with the message as its output.
    """
    results = report["results"]
    suites = ET.Element("testsuites")
    suite = ET.SubElement(
        suites,
        "testsuite",
        name=report["suite"],
        tests=str(len(results)),
        failures=str(sum(result["status"] == "fail" for result in results)),
        errors="0",
        skipped=str(sum(result["status"] in _SKIPPED for result in results)),
        time=str(report["duration_s"]),
        timestamp=report["started"],
    )
    properties = ET.SubElement(suite, "properties")
    for name in ("version", "target", "profile", "seed", "requests", "verdict", "interrupted"):
        ET.SubElement(properties, "property", name=name, value=_clean(str(report[name])))
    for result in results:
        _case(suite, result)
    ET.indent(suites)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"
    )


_SKIPPED = frozenset({"not-reached", "skipped", "expected-failure"})


def _case(suite: ET.Element, result: dict[str, Any]) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=f"conformance.{result['operation']}",
        name=result["id"],
        time="0",
    )
    message = _clean(result["message"])
    if result["status"] == "fail":
        failure = ET.SubElement(case, "failure", message=message, type=result["level"])
        failure.text = _clean(
            "\n\n".join([_why(result), *(item["curl"] for item in result["evidence"])])
        )
    elif result["status"] in _SKIPPED:
        ET.SubElement(case, "skipped", message=f"{result['status']}: {message}")
    else:
        ET.SubElement(case, "system-out").text = _clean(_why(result))


def _why(result: dict[str, Any]) -> str:
    said = f"{result['status']}: {result['message']}\n" if result["message"] else ""
    return f"{said}{result['title']} ({result['source']})"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
