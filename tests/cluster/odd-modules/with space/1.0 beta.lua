whatis("Description: A module with spaces in its name and its version")
setenv("HPCLAB_ODD_SPACE", "1.0 beta")
