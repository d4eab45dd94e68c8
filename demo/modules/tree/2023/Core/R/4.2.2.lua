help([==[
R with its kernel for Jupyter: when this module is loaded, "R" can be chosen for new notebooks.
]==])
whatis("Name: R")
whatis("Version: 4.2.2")
whatis("Description: A language and an environment for statistics and graphics")
whatis("Category: language")
whatis("URL: https://www.r-project.org/")
whatis("Keywords: statistics, notebook, Jupyter kernel")
extensions("IRkernel/1.3.2, IRdisplay/1.1, repr/1.1.6, jsonlite/1.8.4")

local root = "{software}/R/4.2.2"
setenv("EBROOTR", root)
setenv("EBVERSIONR", "4.2.2")
prepend_path("PATH", pathJoin(root, "bin"))
prepend_path("JUPYTER_PATH", pathJoin(root, "share/jupyter"))
