"""RStudio, VS Code, OpenRefine and a desktop, each in an environment and on a socket of its own."""
