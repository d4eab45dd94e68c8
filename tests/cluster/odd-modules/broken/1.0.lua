whatis("Description: A module that is no Lua"
setenv("HPCLAB_ODD_BROKEN", "1.0"
