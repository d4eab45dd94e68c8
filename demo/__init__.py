"""A real cluster on one machine: Slurm with accounting, Lmod with a site's modules, JupyterLab in a job."""
