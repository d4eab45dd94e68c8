"""The environment as data."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.core import process
from hpclab.core.environment import EnvironmentPatch, ServerEnvironment, check_environment, difference
from hpclab.core.errors import BrokenToolError, RefusedError

names = st.sampled_from(["A", "B", "C", "D", "E"])
environments = st.dictionaries(names, st.text("xy", max_size=2))


@st.composite
def patches(draw: st.DrawFn) -> EnvironmentPatch:
    assigned = draw(environments)
    return EnvironmentPatch(assigned, frozenset(draw(st.sets(names))) - assigned.keys())


@given(environments, patches())
def test_a_patch_is_taken_back_by_its_inverse(environment: dict[str, str], patch: EnvironmentPatch) -> None:
    inverse = patch.inverse(environment)
    assert inverse.names == patch.names
    assert inverse.applied_to(patch.applied_to(environment)) == environment


@given(environments, environments)
def test_the_difference_leads_from_one_to_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    patch = difference(before, after)
    assert patch.applied_to(before) == after
    assert all(before.get(name) != after.get(name) for name in patch.names)


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"A": "x" * 128 * 1024}, "environment_too_large"),
        ({f"A{number}": "x" * 100_000 for number in range(100)}, "environment_too_large"),
        ({"": "x"}, "environment_invalid"),
        ({"A=B": "x"}, "environment_invalid"),
        ({"A": "x\0y"}, "environment_invalid"),
        ({"A\0": "x"}, "environment_invalid"),
    ],
)
def test_what_no_program_could_start_with_is_refused(environment: dict[str, str], code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        check_environment(environment)
    assert caught.value.code == code


async def test_the_limit_is_that_of_linux() -> None:
    """The longest string that passes starts a program, a longer one doesn't."""
    longest = "x" * (128 * 1024 - len("A=") - 1)
    check_environment({"A": longest})
    assert (await process.run(["/bin/true"], env={"A": longest}, timeout=10)).status == 0
    with pytest.raises(RefusedError):
        check_environment({"A": longest + "x"})
    with pytest.raises(BrokenToolError):
        await process.run(["/bin/true"], env={"A": longest + "x"}, timeout=10)


class TestServerEnvironment:
    """The one writer of `os.environ`."""

    @pytest.fixture(autouse=True)
    def cleared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HPCLAB_GOES", "1")
        monkeypatch.setenv("HPCLAB_COMES", "")
        monkeypatch.delenv("HPCLAB_COMES")

    def test_applies_and_tells(self) -> None:
        environment = ServerEnvironment()
        told: list[EnvironmentPatch] = []
        environment.on_apply(told.append)
        patch = EnvironmentPatch({"HPCLAB_COMES": "\udcff"}, frozenset({"HPCLAB_GOES", "HPCLAB_NEVER"}))
        environment.apply(patch)
        assert os.environb[b"HPCLAB_COMES"] == b"\xff"
        assert "HPCLAB_GOES" not in environment.snapshot()
        assert environment.initial["HPCLAB_GOES"] == "1"
        assert told == [patch]

    def test_a_refused_patch_changes_nothing(self) -> None:
        environment = ServerEnvironment()
        told: list[EnvironmentPatch] = []
        environment.on_apply(told.append)
        before = environment.snapshot()
        with pytest.raises(RefusedError):
            environment.apply(EnvironmentPatch({"HPCLAB_COMES": "x" * 200_000}, frozenset({"HPCLAB_GOES"})))
        assert environment.snapshot() == before
        assert told == []

    def test_what_it_should_have_started_with_counts_as_initial(self) -> None:
        environment = ServerEnvironment()
        environment.complete(EnvironmentPatch({"HPCLAB_COMES": "x"}))
        assert environment.initial["HPCLAB_COMES"] == os.environ["HPCLAB_COMES"] == "x"
