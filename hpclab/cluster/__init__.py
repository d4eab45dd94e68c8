"""The cluster at a glance: what is free in each partition."""
