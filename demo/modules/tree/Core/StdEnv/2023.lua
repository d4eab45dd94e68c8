help([==[
The site's software of 2023: GCC 12.3 and 13.2 with OpenMPI, Intel 2023a.
It is loaded when you log in. `module load StdEnv/2020` changes to the older software.
]==])
whatis("Name: StdEnv")
whatis("Version: 2023")
whatis("Description: The site's standard environment, with the software built since 2023")
whatis("Category: environment")
whatis("Keywords: default, standard")
add_property("lmod", "sticky")

setenv("HPC_SOFTWARE_YEAR", "2023")
prepend_path("MODULEPATH", "{modules}/2023/Core")
