"""Judges any server that claims to be the OPTIZMO Deploy API."""
