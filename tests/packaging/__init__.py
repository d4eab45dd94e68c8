"""Tests of the wheel as a site installs it."""
