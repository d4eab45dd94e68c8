"""Tests of what the site says."""
