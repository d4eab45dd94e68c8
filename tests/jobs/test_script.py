"""The `#SBATCH` lines of a script: read as sbatch reads them, changed without touching anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.core.errors import MalformedError, RefusedError
from hpclab.jobs.script import options, with_options
from hpclab.jobs.script_options import FLAGS, LONG, OPTIONAL, SHORT

LETTERS = {name: letter for letter, name in SHORT.items()}
names = st.sampled_from(sorted(LONG - FLAGS - OPTIONAL))
values = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\0"), min_size=1)
settings = st.dictionaries(names, values, max_size=5)
# What people write between the options and after them; no line begins with #SBATCH.
comments = st.lists(
    st.sampled_from(["", "# a comment", "  # indented", "##SBATCH --mem=1", " #SBATCH --mem=2"])
)
commands = st.sampled_from(["", "echo hi\n", "srun x\n#SBATCH --mem=3\n", "  module load a", "exit"])


# `sbatch -vvvv --test-only` of Slurm 22.05 said of these lines what words it found.
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('#SBATCH --job-name="a b" -t 1 # a comment', {"job-name": "a b", "time": "1"}),
        ("#SBATCH --comment='x \"y\" z'", {"comment": 'x "y" z'}),
        ("#SBATCH --wckey=a#b -t1", {"wckey": "a"}),
        ("#SBATCH\t--time 2   -n 3", {"time": "2", "ntasks": "3"}),
        ("#SBATCH -N1-2 --mem=5\\ 0", {"nodes": "1-2", "mem": "5 0"}),
        ("#SBATCH-J glued", {"job-name": "glued"}),
        ("  #SBATCH --mem=1", {}),
        ("##SBATCH --mem=1", {}),
        ("# SBATCH --mem=1", {}),
        ('#SBATCH --output="a"\'b\'c\\"d', {"output": 'abc"d'}),
        ("#SBATCH --error='it\\'s'", {"error": "it's"}),
        ('#SBATCH --comment="\\n\\\\"', {"comment": "n\\"}),
        ("#SBATCHX --mem=1", {"mem": "1"}),
        ("#SBATCH # only a comment", {}),
        ("#SBATCH -Ht2", {"hold": "", "time": "2"}),
        ("#SBATCH --exclusive --nice --exclusive=user", {"exclusive": "user", "nice": ""}),
        ("#SBATCH --mem\n#SBATCH 5", {"mem": "5"}),
        ("#SBATCH --part=x --mem 1 --mem 2", {"partition": "x", "mem": "2"}),
        ("#SBATCH -t 1 -- --mem=1", {"time": "1"}),
        ("#SBATCH -t 1\n#SBATCH hetjob\n#SBATCH -t 2", {"time": "1"}),
        ("#SBATCH -t 1\r\n#SBATCH --mem=2\r", {"time": "1", "mem": "2"}),
        ("\n# text\n\n#SBATCH -t 1\necho\n#SBATCH -t 2", {"time": "1"}),
    ],
)
def test_lines_are_read_as_sbatch_reads_them(line: str, found: dict[str, str]) -> None:
    assert options(f"#!/bin/bash\n{line}\n") == found


def test_an_open_quote_names_its_line() -> None:
    with pytest.raises(RefusedError, match="Line 3 "):
        options('#!/bin/bash\n#SBATCH -t 1\n#SBATCH --comment="open\n')


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("#!/bin/bash\necho\n", {"time": "5"}, "#!/bin/bash\n#SBATCH --time=5\necho\n"),
        ("#!/bin/bash", {"time": "5"}, "#!/bin/bash\n#SBATCH --time=5\n"),
        ("#!/bin/bash\n#SBATCH -t 1 # why\nx\n", {"time": "5"}, "#!/bin/bash\n#SBATCH --time=5 # why\nx\n"),
        ("#!/bin/bash\n#SBATCH -t 1 # why\nx\n", {"time": None}, "#!/bin/bash\n#SBATCH # why\nx\n"),
        ("#!/bin/bash\n#SBATCH -t 1\n#SBATCH -n 2\nx\n", {"time": None}, "#!/bin/bash\n#SBATCH -n 2\nx\n"),
        ("#!/bin/bash\n#SBATCH -t 1 -n 2\nx\n", {"time": None}, "#!/bin/bash\n#SBATCH -n 2\nx\n"),
        ("#!/bin/bash\n#SBATCH -t 1 -n 2\nx\n", {"ntasks": None}, "#!/bin/bash\n#SBATCH -t 1\nx\n"),
        ("#!/bin/bash\n#SBATCH -Ht2\nx\n", {"time": "9"}, "#!/bin/bash\n#SBATCH --hold --time=9\nx\n"),
        ("#!/bin/bash\n#SBATCH -H\nx\n", {"time": "9"}, "#!/bin/bash\n#SBATCH -H\n#SBATCH --time=9\nx\n"),
        ("#!/bin/sh\n#SBATCH -H\n\n#\n", {"mem": "a b"}, '#!/bin/sh\n#SBATCH -H\n#SBATCH --mem="a b"\n\n#\n'),
        ("#!/bin/bash\n#SBATCH -n 1\n#SBATCH hetjob\n#SBATCH -n 2\n", {"ntasks": "3", "mem": "1"},
         "#!/bin/bash\n#SBATCH --ntasks=3\n#SBATCH --mem=1\n#SBATCH hetjob\n#SBATCH -n 2\n"),
        ("#!/bin/sh\r\n#SBATCH -H\r\n", {"mem": "1"}, "#!/bin/sh\r\n#SBATCH -H\r\n#SBATCH --mem=1\r\n"),
    ],
)  # fmt: skip
def test_only_what_is_asked_for_changes(before: str, changes: dict[str, str | None], after: str) -> None:
    assert with_options(before, changes) == after


@given(settings, comments, commands)
def test_what_is_there_stays_as_it_is(set_: dict[str, str], between: list[str], rest: str) -> None:
    script = with_options("\n".join(["#!/bin/bash", *between, ""]) + rest, set_)
    assert options(script) == set_
    assert with_options(script, set_) == script
    assert with_options(script, {}) == script


@given(settings, st.dictionaries(names, st.none() | values, max_size=4), comments, commands)
def test_changes_are_read_back_and_the_rest_is_kept_in_its_order(
    set_: dict[str, str], changes: dict[str, str | None], between: list[str], rest: str
) -> None:
    before = "\n".join(["#!/bin/bash", *between, ""]) + rest
    script = with_options(before, set_)
    changed = with_options(script, changes)
    kept = {name: value for name, value in {**set_, **changes}.items() if value is not None}
    assert options(changed) == kept
    others = [line for line in changed.split("\n") if not line.startswith("#SBATCH --")]
    assert others == [line for line in before.split("\n") if not line.startswith("#SBATCH --")]


@given(st.lists(st.sampled_from(sorted(LETTERS)), unique=True), st.booleans())
def test_letters_mean_the_same_as_names(chosen: list[str], glued: bool) -> None:
    gap = "" if glued else " "
    words = [
        f"-{LETTERS[name]}" if name in FLAGS | OPTIONAL else f"-{LETTERS[name]}{gap}7" for name in chosen
    ]
    found = options("#!/bin/bash\n#SBATCH " + " ".join(words))
    assert found == {name: "" if name in FLAGS | OPTIONAL else "7" for name in chosen}


@given(st.text(), st.dictionaries(names, st.none() | values, max_size=3))
def test_no_text_breaks_it(script: str, changes: dict[str, str | None]) -> None:
    try:
        changed = with_options("#!/bin/sh\n" + script, changes)
    except RefusedError:
        return
    found = options(changed)
    assert {name: value for name, value in changes.items() if value is not None}.items() <= found.items()
    assert not found.keys() & {name for name, value in changes.items() if value is None}


@pytest.mark.parametrize(
    "changes", [{"time": "1\n#SBATCH --mem=1"}, {"time": "1\r"}, {"-x": "1"}, {"a b": "1"}, {"Time": "1"}]
)
def test_nothing_but_an_option_is_written(changes: dict[str, str | None]) -> None:
    with pytest.raises(MalformedError):
        with_options("#!/bin/bash\n", changes)
