"""The client of the OPTIZMO Deploy API, blocking and asynchronous.

Everything a user needs is exported by `optizmo_deploy` itself. In here:

- `seam` is what everything else hangs on: a call is a generator that yields steps and is sent
  their outcomes;
- the core decides and does no input or output: `calls` (the ten operations), `flows` (calls of
  several requests), `attempts` (one step, repeated), `policy`, `hints`, `pacing`, `answers`;
- `ports` does input and output, one adapter an HTTP library;
- `_async` is what users hold; `_sync` is derived from it.
"""
