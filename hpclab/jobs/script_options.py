"""The options that sbatch knows, as far as reading a script needs: which take a value, and their letters.

From sbatch(1) of Slurm 22.05 and 24.05. A name that isn't here is read by its `=`.
"""

from __future__ import annotations

SHORT = {
    "A": "account",
    "a": "array",
    "B": "extra-node-info",
    "b": "begin",
    "C": "constraint",
    "c": "cpus-per-task",
    "D": "chdir",
    "d": "dependency",
    "e": "error",
    "F": "nodefile",
    "G": "gpus",
    "H": "hold",
    "h": "help",
    "i": "input",
    "J": "job-name",
    "k": "no-kill",
    "L": "licenses",
    "M": "clusters",
    "m": "distribution",
    "N": "nodes",
    "n": "ntasks",
    "O": "overcommit",
    "o": "output",
    "p": "partition",
    "Q": "quiet",
    "q": "qos",
    "S": "core-spec",
    "s": "oversubscribe",
    "t": "time",
    "V": "version",
    "v": "verbose",
    "W": "wait",
    "w": "nodelist",
    "x": "exclude",
}

# Those that take no value.
FLAGS = frozenset(
    {"contiguous", "help", "hold", "ignore-pbs", "no-requeue", "overcommit", "oversubscribe", "parsable"}
    | {"quiet", "reboot", "requeue", "spread-job", "stepmgr", "test-only", "usage", "use-min-nodes"}
    | {"verbose", "version", "wait"}
)

# Those whose value, where there is one, stands in the same word.
OPTIONAL = frozenset({"exclusive", "get-user-env", "nice", "no-kill", "propagate"})

_WITH_A_VALUE = frozenset(
    {"account", "acctg-freq", "array", "batch", "bb", "bbf", "begin", "chdir", "cluster-constraint"}
    | {"clusters", "comment", "constraint", "consolidate-segments", "container", "container-id", "core-spec"}
    | {"cores-per-socket", "cpu-freq", "cpus-per-gpu", "cpus-per-task", "deadline", "delay-boot"}
    | {"dependency", "distribution", "error", "exclude", "export", "export-file", "extra"}
    | {"extra-node-info", "gid", "gpu-bind", "gpu-freq", "gpus", "gpus-per-node", "gpus-per-socket"}
    | {"gpus-per-task", "gres", "gres-flags", "hint", "input", "job-name", "kill-on-invalid-dep"}
    | {"licenses", "mail-type", "mail-user", "mcs-label", "mem", "mem-bind", "mem-per-cpu", "mem-per-gpu"}
    | {"mincpus", "network", "nodefile", "nodelist", "nodes", "ntasks", "ntasks-per-core", "ntasks-per-gpu"}
    | {"ntasks-per-node", "ntasks-per-socket", "open-mode", "output", "partition", "power", "prefer"}
    | {"priority", "profile", "qos", "reservation", "resv-ports", "segment", "signal", "sockets-per-node"}
    | {"switches", "thread-spec", "threads-per-core", "time", "time-min", "tmp", "tres-bind"}
    | {"tres-per-task", "uid", "wait-all-nodes", "wckey", "workdir", "wrap"}
)

LONG = FLAGS | OPTIONAL | _WITH_A_VALUE
