"""The demo's JupyterHub, as a site's would be: batchspawner with Slurm, and a proxy before the hub."""

import json
import sys
from pathlib import Path

import batchspawner  # noqa: F401 - puts up the address at which a job tells its port

c = get_config()  # type: ignore[name-defined] # noqa: F821 - JupyterHub gives it
demo = json.loads(Path("demo.json").read_text(encoding="utf-8"))  # demo/hub.py writes it

c.JupyterHub.bind_url = f"http://127.0.0.1:{demo['port']}"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = demo["hub_port"]
c.ConfigurableHTTPProxy.command = [demo["proxy"]]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{demo['proxy_api_port']}"

c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = demo["password"]
c.Authenticator.allowed_users = demo["users"]

c.JupyterHub.spawner_class = "batchspawner.SlurmSpawner"
c.Spawner.cmd = [f"{demo['venv']}/bin/jupyterhub-singleuser"]
c.Spawner.args = ["--ServerApp.ip=127.0.0.1"]
c.Spawner.default_url = "/lab"
c.Spawner.environment = demo["environment"]
c.Spawner.poll_interval = 2  # a job that ended by itself is noticed soon
c.BatchSpawnerBase.batchspawner_singleuser_cmd = f"{demo['venv']}/bin/batchspawner-singleuser"
c.SlurmSpawner.req_partition = "interactive"
c.SlurmSpawner.req_memory = "2G"
c.SlurmSpawner.req_nprocs = "1"
c.SlurmSpawner.req_runtime = "30"
# A step of srun's would get the variables alone that the hub names: no modules, not even PATH.
c.SlurmSpawner.req_srun = ""
c.SlurmSpawner.req_prologue = f"set +u; . '{demo['profile']}'; set -u; export PATH='{demo['venv']}/bin':$PATH"
# The node's name is known to Slurm alone.
c.SlurmSpawner.state_exechost_exp = "127.0.0.1"


def token_scopes(spawner):  # type: ignore[no-untyped-def] # JupyterHub's types are not installed for checks
    """What a server's token may do: the first user's may end the server, others' only what is usual."""
    usual = ["users:activity!user", "access:servers!server"]
    return [*usual, "delete:servers!server"] if spawner.user.name == demo["users"][0] else usual


c.Spawner.server_token_scopes = token_scopes
c.JupyterHub.load_roles = []

if demo["idle_seconds"] is not None:
    # Each server tells the hub when it was used last: so often that a limit of a minute can be tried. The hub
    # also looks at its proxy, every five minutes, where all that an open page asks counts as use.
    c.Spawner.environment = {**demo["environment"], "JUPYTERHUB_ACTIVITY_INTERVAL": "2"}
    c.Spawner.args.append(f"--HpcLab.idle_limit={demo['idle_seconds']}")
    idle = [f"--timeout={demo['idle_seconds']}", "--cull-every=2"]
    command = [sys.executable, "-m", "jupyterhub_idle_culler", *idle]
    c.JupyterHub.services = [{"name": "culler", "command": command}]
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    c.JupyterHub.load_roles.append({"name": "culler", "scopes": scopes, "services": ["culler"]})
