help([==[
The site's software of 2020: GCC 9.3 to 10.3 with OpenMPI.
Some applications are only here, OpenRefine among them.
]==])
whatis("Name: StdEnv")
whatis("Version: 2020")
whatis("Description: The site's former standard environment, with the software built from 2020 to 2022")
whatis("Category: environment")
whatis("Keywords: former, standard")
add_property("lmod", "sticky")

setenv("HPC_SOFTWARE_YEAR", "2020")
prepend_path("MODULEPATH", "{modules}/2020/Core")
