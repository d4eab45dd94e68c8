whatis("Description: A module that is hidden by its name")
setenv("HPCLAB_ODD_HIDDEN", "1.0")
