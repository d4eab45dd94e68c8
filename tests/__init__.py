"""Tests of the server extension."""
