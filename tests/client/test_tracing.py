"""OpenTelemetry through the instrumentation that exists for the HTTP libraries."""

from __future__ import annotations

import asyncio

import pytest
from opentelemetry.instrumentation.aiohttp_client import AioHttpClientInstrumentor
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from optizmo_deploy import AsyncDeployClient, DeployClient, RetryPolicy

from tests.client.faces import KEY
from tests.client.rough_server import ALICE, RoughServer, answer


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(spans: InMemorySpanExporter) -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return provider


def check(spans: InMemorySpanExporter, server: RoughServer) -> None:
    finished = spans.get_finished_spans()
    assert len(finished) == 2, "one span an attempt"
    statuses = [
        (span.attributes or {}).get(
            "http.response.status_code", (span.attributes or {}).get("http.status_code")
        )
        for span in finished
    ]
    assert statuses == [500, 200]
    assert KEY not in "".join(span.to_json() for span in finished)
    assert all("traceparent" in request.headers for request in server.requests)


def test_blocking_requests_are_traced(
    server: RoughServer, provider: TracerProvider, spans: InMemorySpanExporter
) -> None:
    server.play(answer(500, b""), answer())
    instrumentor = HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    try:
        with DeployClient(KEY, base_url=server.url, retry=RetryPolicy(initial=0)) as client:
            client.contacts.get(ALICE)
    finally:
        instrumentor.uninstrument()

    check(spans, server)


@pytest.mark.parametrize("http", ["httpx", "aiohttp"])
def test_asynchronous_requests_are_traced(
    server: RoughServer, provider: TracerProvider, spans: InMemorySpanExporter, http: str
) -> None:
    server.play(answer(500, b""), answer())
    instrumentor = HTTPXClientInstrumentor() if http == "httpx" else AioHttpClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)

    async def run() -> None:
        async with AsyncDeployClient(
            KEY,
            base_url=server.url,
            retry=RetryPolicy(initial=0),
            http=http,  # type: ignore[arg-type]
        ) as client:
            await client.contacts.get(ALICE)

    try:
        asyncio.run(run())
    finally:
        instrumentor.uninstrument()

    check(spans, server)
