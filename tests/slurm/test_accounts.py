"""Accounts. What is printed was recorded from Slurm 22.05 on the demo's cluster; limits were added."""

from __future__ import annotations

from hpclab.slurm.accounts import Account, Balance, accounts, share_arguments, with_balances

PRINTED = """\
def-a|demo|rrg-b||normal,high|normal
def-a|demo|def-a|gpu|normal|
def-a|demo|def-a|cpu|normal,low|
def-a|elsewhere|far|||
"""
SHARES = """\
def-a||cpu=6000,mem=1|cpu=1500,mem=0,energy=0,node=0,billing=7
 def-a|submit||cpu=90,mem=0
rrg-b||||
"""


def test_the_default_account_is_first_and_each_is_there_once() -> None:
    first, second = accounts(PRINTED, "demo")
    assert first == Account(
        name="def-a", is_default=True, partitions=("gpu", "cpu"), qos=("normal", "low"), default_qos=None
    )
    assert second == Account(
        name="rrg-b", is_default=False, partitions=(), qos=("normal", "high"), default_qos="normal"
    )
    assert [account.name for account in accounts(PRINTED, None)] == ["def-a", "far", "rrg-b"]
    assert accounts("", "demo") == []


def test_an_account_that_is_given_for_all_partitions_is_good_everywhere() -> None:
    (account,) = accounts("a|demo|a|gpu||\na|demo|a|||\na|demo|a|cpu||\n", "demo")
    assert account.partitions == ()


def test_what_is_left_is_read_in_hours() -> None:
    known = accounts(PRINTED, "demo")
    assert share_arguments(known)[2] == "--accounts=def-a,rrg-b"
    first, second = with_balances(known, SHARES)
    assert first.balance == Balance("cpu", 100.0, 25.0)
    assert second.balance is None
