"""A real cluster on one machine: Slurm with accounting, Lmod with a site-like module tree, JupyterLab in a job."""
