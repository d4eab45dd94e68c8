"""Measures what hpclab promises of its speed: `python -m benchmarks` runs everything and prints a table."""
