whatis("Description: A module whose default is a symbolic link")
setenv("HPCLAB_ODD_LINKED", myModuleVersion())
