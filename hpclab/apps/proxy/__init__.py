"""Brings a browser's requests to an application's socket, and nothing that is Jupyter's own."""
