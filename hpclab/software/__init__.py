"""The cluster's software: what there is, what is loaded, and loading it."""
