"""Tests of the status capability."""
