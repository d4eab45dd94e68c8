whatis("Description: A module that sets a variable larger than a process can be given")
setenv("HPCLAB_ODD_LARGE", string.rep("x", 200 * 1024))
