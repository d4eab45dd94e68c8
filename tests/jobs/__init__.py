"""Tests of the jobs capability."""
