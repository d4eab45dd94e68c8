help([==[
NumPy, SciPy and pandas for Python 3.11. A notebook whose kernel starts after this module is loaded can import them.
]==])
whatis("Name: SciPy-bundle")
whatis("Version: 2023.11")
whatis("Description: Python packages for scientific computing")
whatis("Category: language")
whatis("URL: https://scipy.org/")
whatis("Keywords: Python, arrays, statistics, data frames")
extensions("numpy/1.26.2, scipy/1.11.4, pandas/2.1.3")
depends_on("Python/3.11.2")
depends_on("FlexiBLAS/3.3.1")

local root = "{software}/SciPy-bundle/2023.11"
setenv("EBROOTSCIPYMINBUNDLE", root)
setenv("EBVERSIONSCIPYMINBUNDLE", "2023.11")
prepend_path("PYTHONPATH", pathJoin(root, "lib/python3.11/site-packages"))
