"""The client of the OPTIZMO Deploy API, blocking and asynchronous.

Everything a user needs is exported by `optizmo_deploy` itself. In here:

- `core` decides and does no input or output: `effects` is what everything hangs on (a call is a
  generator that yields what it needs done and is sent the outcome), `calls` (the ten operations),
  `flows` (calls of several requests), `retry_loop` (one request, repeated), `retry_policy`,
  `rate_limit_headers`, `pacing`, `parsing`;
- `arguments` checks what a caller passes;
- `adapters` do input and output, one for each HTTP library;
- `_async` is what users hold; `_sync` is derived from it.
"""
