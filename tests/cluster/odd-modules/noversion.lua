whatis("Description: A module without a version")
setenv("HPCLAB_ODD_NOVERSION", "yes")
