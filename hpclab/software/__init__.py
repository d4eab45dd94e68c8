"""The cluster's software: what there is, what is loaded, and loading it.

Nothing is imported here: the process that builds the catalog would wait for all that the server needs.
"""
