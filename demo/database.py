"""MariaDB for Slurm's accounting: a folder and a socket of its own, no TCP."""

from __future__ import annotations

from demo import daemons, process
from demo.paths import Paths

NAME = "mariadb"


def start(paths: Paths) -> bool:
    """Start MariaDB, with new databases where there are none. Return whether it had to be started."""
    folder = paths.state / "mariadb"
    paths.database_socket.parent.mkdir(exist_ok=True, mode=0o700)
    if not (folder / "mysql").exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        process.run(
            [
                "mariadb-install-db",
                "--no-defaults",
                "--user=root",
                f"--datadir={folder}",
                "--auth-root-authentication-method=socket",
                "--auth-root-socket-user=root",
                "--skip-test-db",
            ],
            timeout=120,
        )
    return daemons.start(
        daemons.Daemon(
            NAME,
            [
                "mariadbd",
                "--no-defaults",
                "--user=root",
                f"--datadir={folder}",
                f"--socket={paths.database_socket}",
                f"--pid-file={paths.database_socket.with_suffix('.pid')}",
                "--skip-networking",
                "--innodb-buffer-pool-size=64M",
                "--innodb-log-file-size=64M",
                "--innodb-lock-wait-timeout=900",
                "--performance-schema=OFF",
            ],
            answers=lambda: _answers(paths),
        ),
        paths,
    )


def _answers(paths: Paths) -> bool:
    words = ["mariadb-admin", "--no-defaults", f"--socket={paths.database_socket}", "ping"]
    return process.run(words, timeout=10, check=False).status == 0
