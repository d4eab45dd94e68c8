whatis("Description: A module with an alias, a function and a command, which only a shell can have")
set_alias("odd_alias", "echo 'an alias'")
set_shell_function("odd_function", 'echo "a function"', 'echo "a function"')
execute{cmd = "echo an executed command", modeA = {"load"}}
setenv("HPCLAB_ODD_SHELL", "1.0")
