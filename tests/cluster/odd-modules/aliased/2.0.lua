whatis("Description: A module with a symbolic version, an alias and a hidden version")
setenv("HPCLAB_ODD_ALIASED", myModuleVersion())
