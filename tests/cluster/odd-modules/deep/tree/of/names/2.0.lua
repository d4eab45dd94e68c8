whatis("Description: A module four folders deep")
setenv("HPCLAB_ODD_DEEP", myModuleFullName())
