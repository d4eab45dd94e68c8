help([==[
Python 3.11 with pip and venv. NumPy, SciPy and pandas are in SciPy-bundle.
]==])
whatis("Name: Python")
whatis("Version: 3.11.2")
whatis("Description: A language that is easy to read, with a large standard library")
whatis("Category: language")
whatis("URL: https://www.python.org/")
whatis("Keywords: scripting, notebook")

local root = "{software}/Python/3.11.2"
setenv("EBROOTPYTHON", root)
setenv("EBVERSIONPYTHON", "3.11.2")
prepend_path("PATH", pathJoin(root, "bin"))
