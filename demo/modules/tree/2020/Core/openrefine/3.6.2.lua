help([==[
OpenRefine cleans tables: it finds spellings that mean the same, splits and joins columns, and keeps every step.
]==])
whatis("Name: openrefine")
whatis("Version: 3.6.2")
whatis("Description: Cleans and transforms messy tables, with every step kept")
whatis("Category: data")
whatis("URL: https://openrefine.org/")
whatis("Keywords: table, cleaning, CSV")

local root = "{software}/openrefine/3.6.2"
setenv("EBROOTOPENREFINE", root)
setenv("EBVERSIONOPENREFINE", "3.6.2")
prepend_path("PATH", pathJoin(root, "bin"))
