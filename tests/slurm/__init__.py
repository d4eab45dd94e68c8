"""Slurm: parsers on recorded output, and the client."""
