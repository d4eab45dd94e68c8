"""How full the partitions are: as Slurm 22.05 printed it on the demo cluster; GPUs after sinfo(1)."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hpclab.slurm.occupancy import ARGUMENTS, Occupancy, Share, occupancy

RECORDED = Path(__file__).parent / "recorded"

# Constructed from the documented fields, as the demo cluster has no GPUs.
GPUS = """\
gpu |up |idle |2 |0/128/0/128 |gpu:a100:4(S:0-1),tmpfs:10 |gpu:a100:0(IDX:N/A),tmpfs:0 |
gpu |up |mixed |1 |16/48/0/64 |gpu:a100:4(S:0-1) |gpu:a100:3(IDX:0-2) |
gpu |up |draining |1 |16/0/48/64 |gpu:a100:4(S:0-1) |gpu:a100:1(IDX:0) |
mixed-kinds |up |mixed- |1 |1/31/0/32 |gpu:v100:2,gpu:t4:1 |gpu:v100:1(IDX:0),gpu:t4:0(IDX:N/A) |
no-name |up |idle~ |3 |0/24/0/24 |gpu:2 |gpu:0 |
"""
EMPTY = "p|{up}|{state}|2|0/8/0/8|gpu:1|gpu:0|"


def test_the_demo_cluster() -> None:
    found = occupancy((RECORDED / "22.05-occupancy.txt").read_text())
    assert found == [
        Occupancy(name, nodes=Share(0, 1), cores=Share(8, 12), gpus=Share(0, 0))
        for name in ("interactive", "batch")
    ]


def test_gpus_are_counted_on_all_nodes_of_a_line() -> None:
    assert occupancy(GPUS) == [
        Occupancy("gpu", nodes=Share(2, 4), cores=Share(176, 256), gpus=Share(9, 16)),
        Occupancy("mixed-kinds", nodes=Share(0, 1), cores=Share(31, 32), gpus=Share(2, 3)),
        Occupancy("no-name", nodes=Share(3, 3), cores=Share(24, 24), gpus=Share(6, 6)),
    ]


def test_only_what_takes_jobs_now_is_free() -> None:
    def free(state: str, up: str = "up") -> tuple[int, int, int]:
        (found,) = occupancy(EMPTY.format(state=state, up=up))
        assert (found.nodes.total, found.cores.total, found.gpus.total) == (2, 8, 2)
        return found.nodes.free, found.cores.free, found.gpus.free

    for state in ("idle", "idle~", "idle#", "idle-"):
        assert free(state) == (2, 8, 2), state
    for state in ("mixed", "completing", "planned", "allocated+"):
        assert free(state) == (0, 8, 2), state
    for state in ("idle*", "idle$", "idle@", "down", "down~", "drained", "reserved", "maint", "unknown", ""):
        assert free(state) == (0, 0, 0), state
    assert free("idle", up="drain") == (0, 0, 0)


def test_lines_that_make_no_sense_are_left_out() -> None:
    good = EMPTY.format(state="idle", up="up")
    odd = ["", "p|", "slurm_load_partitions: error", good[1:], good.replace("0/8/0/8", "0/8"), f"{good}more|"]
    assert occupancy("\n".join([*odd, good])) == occupancy(good)


def mostly(*good: str) -> st.SearchStrategy[str]:
    """A field that often makes sense."""
    return st.sampled_from(good) | st.text("gpu:|/()0123²idle,~ \n", max_size=12)


LINES = st.tuples(
    mostly("gpu", "cpu"),
    mostly("up", "drain"),
    mostly("idle", "mixed*", "down"),
    mostly("1", "12"),
    mostly("0/8/0/8", "1/2/3/6"),
    mostly("gpu:a100:4(S:0-1)", "(null)"),
    mostly("gpu:a100:9(IDX:0)", "gpu:1"),
    mostly(""),
).map("|".join)


@given(st.lists(LINES, max_size=6).map("\n".join))
def test_whatever_is_printed_no_more_is_free_than_there_is(printed: str) -> None:
    names = [found.partition for found in occupancy(printed)]
    assert all(names)
    assert len(set(names)) == len(names)
    for found in occupancy(printed):
        assert 0 <= found.nodes.free <= found.nodes.total
        assert 0 <= found.gpus.free <= found.gpus.total


def test_the_call_is_one_of_this_cluster_alone() -> None:
    assert ARGUMENTS[:3] == ("--exact", "--noheader", "--local")
    assert ARGUMENTS[3].startswith("--Format=PartitionName:200|,")
