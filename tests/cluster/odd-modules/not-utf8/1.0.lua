whatis("Description: Caf\233 \255\254: a description in bytes that are no UTF-8")
help("Also the help: \233\255")
