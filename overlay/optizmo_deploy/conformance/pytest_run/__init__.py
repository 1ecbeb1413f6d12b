"""`pytest --pyargs optizmo_deploy.conformance`: one test for each requirement."""
