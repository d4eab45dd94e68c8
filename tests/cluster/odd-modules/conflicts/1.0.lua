whatis("Description: A module that can't be loaded beside another")
conflict("noversion")
setenv("HPCLAB_ODD_CONFLICTS", "1.0")
