"""The own job: what Slurm says of it, and what it uses."""
