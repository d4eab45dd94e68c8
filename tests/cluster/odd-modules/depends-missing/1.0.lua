whatis("Description: A module that depends on one that exists nowhere")
depends_on("not-there/1.0")
setenv("HPCLAB_ODD_DEPENDS", "1.0")
