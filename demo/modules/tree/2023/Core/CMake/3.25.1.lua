help([==[
CMake builds programs from descriptions that hold on many machines.
]==])
whatis("Name: CMake")
whatis("Version: 3.25.1")
whatis("Description: Builds programs from descriptions that hold on many machines")
whatis("Category: tool")
whatis("URL: https://cmake.org/")
whatis("Keywords: build, make")

local root = "{software}/CMake/3.25.1"
setenv("EBROOTCMAKE", root)
prepend_path("PATH", pathJoin(root, "bin"))
