"""Notebooks as batch jobs."""
