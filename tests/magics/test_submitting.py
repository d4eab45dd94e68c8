"""What `%%sbatch` takes for a script, and for options."""

from __future__ import annotations

import pytest

from hpclab.magics.submitting import script_of, stray_file


def test_a_cell_is_a_script_for_bash_unless_it_names_another_program() -> None:
    assert script_of("#SBATCH --mem=1G\r\nhostname\r\n") == "#!/bin/bash\n#SBATCH --mem=1G\nhostname\n"
    assert script_of("\n#!/usr/bin/env python3\nprint()\n") == "#!/usr/bin/env python3\nprint()\n"


@pytest.mark.parametrize(
    ("words", "stray"),
    [
        (["--time=10", "--mem", "1G", "-c", "2", "-c2", "--hold"], None),
        (["job.sh"], "job.sh"),
        (["--time=10", "job.sh", "--verbose"], "job.sh"),
        (["--mem", "1G", "job.sh"], "job.sh"),
    ],
)
def test_a_file_among_the_options_of_a_cell_is_noticed(words: list[str], stray: str | None) -> None:
    assert stray_file(words) == stray
