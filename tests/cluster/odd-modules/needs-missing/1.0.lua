whatis("Description: A module whose prerequisite exists nowhere")
prereq("not-there/1.0")
setenv("HPCLAB_ODD_NEEDS", "1.0")
