"""Kernels follow the loaded modules."""
