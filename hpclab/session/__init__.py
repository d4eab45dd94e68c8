"""The Slurm job that the server runs in: what it is, what is left of it, what it uses."""
