"""The benchmarks work; how fast anything is, they say themselves."""
