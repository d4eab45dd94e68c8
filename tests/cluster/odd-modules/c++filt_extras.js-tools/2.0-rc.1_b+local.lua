whatis("Description: A module with + . _ and - in its name and its version")
setenv("HPCLAB_ODD_NAME", myModuleFullName())
