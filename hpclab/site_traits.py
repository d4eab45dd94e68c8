"""What a site can set, as `c.HpcLab.NAME` in its configuration of Jupyter."""

from __future__ import annotations

from traitlets import Any, CaselessStrEnum, Dict, Float, List, Unicode
from traitlets.config import Configurable


class SiteTraits(Configurable):
    """The settings of the site; every one has a default that works."""

    disabled = List(
        Unicode(),
        help="What the site switches off: routes, commands and panels alike. "
        "Such as modules.change, session.end, jobs.all, jobs.submit, cluster, apps, apps.desktop, doctor.",
    ).tag(config=True)

    lmod_command = Unicode(
        help="The path of Lmod's program `lmod`, or of Environment Modules' `modulecmd.tcl`. By default it "
        "is looked for in the environment, by a login shell and in the usual places.",
    ).tag(config=True)

    lmod_timeout = Float(60.0, help="Seconds after which a call of the module system is ended.").tag(
        config=True
    )

    catalog_file = Unicode(
        help="A catalog that the site builds by `hpclab catalog build --output FILE`, for all to share. "
        "By default each person has one, which is built when it is needed.",
    ).tag(config=True)

    catalog_build = CaselessStrEnum(
        ["auto", "cache", "never"],
        default_value="auto",
        help="How a catalog is built where there is no catalog_file. auto: from Lmod's system cache, and by "
        "a walk of the modules where that doesn't go; cache: the modules are never walked; never: not at "
        "all, so people see what `module avail` lists.",
    ).tag(config=True)

    catalog_delay = Float(
        30.0,
        help="Seconds. A walk of the modules begins at a random moment within them, so that many servers "
        "that start together don't walk together.",
    ).tag(config=True)

    default_collection = Unicode(
        help="The saved collection that is restored when a session starts, for each person who has one of "
        "that name: such as 'default', which `module save` without a name writes. People can choose another "
        "one, or none, in the settings.",
    ).tag(config=True)

    hidden_modules = List(
        Any(),
        help="Modules that the Software panel lists only with the hidden ones: patterns of fnmatch, of a "
        "name or a full name, such as ['GCCcore', 'Python/2.*'].",
    ).tag(config=True)

    pinned_modules = List(
        Any(),
        help="Modules that the Software panel lists first: patterns of fnmatch, of a name or a full name.",
    ).tag(config=True)

    module_documentation = Dict(
        help="Your documentation by module, shown with it: templates of addresses by pattern, such as "
        "{'GCC*': 'https://docs.example.org/compilers/{name}'}. {name} and {version} stand for the module's. "
        "The first pattern that fits counts.",
    ).tag(config=True)

    software_sources = List(
        Any(),
        help="Where else you have software, offered where no module is found: such as "
        "[{'title': 'Python wheels', 'command': 'avail_wheels {name}'}, "
        "{'title': 'Containers', 'url': 'https://containers.example.org/?q={name}'}].",
    ).tag(config=True)

    software_request = Unicode(
        help="Where people ask for software that isn't there: an address with {name} in it, such as "
        "'mailto:support@example.org?subject=Please install {name}'.",
    ).tag(config=True)

    slurm_bin = Unicode(
        help="The folder of Slurm's commands. By default the PATH that the server started with is searched.",
    ).tag(config=True)

    slurm_timeout = Float(10.0, help="Seconds after which one of Slurm's commands is ended.").tag(config=True)

    links = List(
        Dict(),
        help="Links that the Session panel shows, such as [{'title': 'Documentation', 'url': 'https://…'}].",
    ).tag(config=True)

    links_file = Unicode(
        help="A file or http(s) address with more links, a line for each: its title, then its address. It is "
        "read again when it changes.",
    ).tag(config=True)

    announcements = List(
        Unicode(),
        help="Files or http(s) addresses with announcements for the Session panel, in the simple format that "
        "the documentation for admins describes. They are read again when they change.",
    ).tag(config=True)

    quota_command = List(
        Unicode(),
        help="A command, as a list of words, that prints the quotas of the person who runs it, as Open "
        "OnDemand's JSON for quotas. It runs with the environment of the server's start.",
    ).tag(config=True)

    quota_interval = Float(
        600.0, help="Seconds between two runs of quota_command, while somebody looks; at least 60."
    ).tag(config=True)

    quota_files = List(
        Unicode(),
        help="Files or http(s) addresses with quotas as Open OnDemand's JSON. By default those that "
        "OOD_QUOTA_PATH names in the environment that the server started with.",
    ).tag(config=True)

    balance_files = List(
        Unicode(),
        help="Files or http(s) addresses with balances of accounts as Open OnDemand's JSON. By default those "
        "that OOD_BALANCE_PATH names in the environment that the server started with.",
    ).tag(config=True)

    partitions = Dict(
        Dict(),
        key_trait=Unicode(),
        help="What people should know of your partitions: {'prepost': {'description': 'Copies and "
        "downloads', 'internet': True}}. internet says whether programs there reach the internet; leave it "
        "out where you don't want to say.",
    ).tag(config=True)

    accounts = Dict(
        Dict(),
        key_trait=Unicode(),
        help="What people should know of your accounts where they submit jobs: {'def-smith': "
        "{'description': 'The group of Prof. Smith'}}.",
    ).tag(config=True)

    submit_presets = List(
        Dict(),
        help="Options that belong together, offered where people submit jobs; by sbatch's long names: "
        "[{'title': 'One GPU', 'description': 'For training', 'options': {'partition': 'gpu', 'gpus': '1', "
        "'time': '4:00:00'}}].",
    ).tag(config=True)

    apps = Dict(
        Dict(),
        key_trait=Unicode(),
        help="Applications of the site's own, by their names: such as {'tensorboard': {'title': "
        "'TensorBoard', 'commands': ['tensorboard'], 'arguments': ['--logdir={folder}', …]}}. "
        "The documentation for admins has the whole of it.",
    ).tag(config=True)

    more_time_command = List(
        Unicode(),
        help="A command, as a list of words, that asks for more time for the session's job, such as "
        "['/opt/site/bin/extend-session', '{job_id}']; `{job_id}` is the job as Slurm writes it. It runs as "
        "the person, with the environment of the server's start, without a shell, for at most 60 seconds. "
        "What it prints is shown; an exit status other than 0 means that there is no more time.",
    ).tag(config=True)

    idle_limit = Float(
        0.0,
        help="Seconds without use after which your culler ends idle servers, such as the --timeout of "
        "jupyterhub-idle-culler, so that people are told before; 0 for none. Jupyter's own "
        "ServerApp.shutdown_no_activity_timeout is known without it.",
    ).tag(config=True)

    session_logs = List(
        Unicode(),
        ["~/jupyterhub_slurmspawner_{job_id}.log", "~/.jupyterhub_slurmspawner_{job_id}.log"],
        help="Where the logs of sessions are, for those whose server doesn't know it by itself; "
        "`{job_id}` is the job's number.",
    ).tag(config=True)
