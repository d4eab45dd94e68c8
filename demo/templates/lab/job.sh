#!/bin/bash
# JupyterLab in a Slurm job, as JupyterHub's batchspawner would start it. Written by `python3 -m demo up`.
#SBATCH --job-name=jupyterlab
#SBATCH --partition=interactive
#SBATCH --account=def-alice
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=3:00:00
#SBATCH --output=jupyterhub_slurmspawner_%j.log

export PATH='{venv}/bin':"$PATH"
# A session of another site has another profile, and settings before the demo's.
. "${HPCLAB_DEMO_PROFILE:-{profile}}"
export JUPYTER_CONFIG_PATH="${HPCLAB_DEMO_CONFIG:+$HPCLAB_DEMO_CONFIG:}{jupyter_config_path}"
{access}

exec '{venv}/bin/jupyter' lab \
    --no-browser \
    --ServerApp.ip=127.0.0.1 \
    --ServerApp.port={port} \
    --ServerApp.port_retries=0 \
    --ServerApp.base_url='{base_url}' \
    --ServerApp.root_dir="$HOME" \
    {terminal}
