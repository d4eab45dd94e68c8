"""Tests on the real thing: the demo's Slurm, Lmod and software, with ordinary users."""
