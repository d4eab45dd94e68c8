"""Notebooks as batch jobs: a copy is executed in a job, and what comes of it is kept beside the notebook."""
