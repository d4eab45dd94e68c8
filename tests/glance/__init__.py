"""Tests of the cluster at a glance; `tests/cluster` holds those on a running cluster."""
