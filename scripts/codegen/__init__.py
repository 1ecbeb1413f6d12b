"""Makes the package `optizmo_deploy_api` from the contract; `generate.py` is the way in."""
