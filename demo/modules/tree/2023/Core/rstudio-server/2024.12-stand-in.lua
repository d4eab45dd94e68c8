help([==[
A stand-in for RStudio Server 2024.12: the command line of rserver and the real R, without RStudio's own page.
It listens on a unix socket, as RStudio Server does from this version on.
]==])
whatis("Name: rstudio-server")
whatis("Version: 2024.12-stand-in")
whatis("Description: A stand-in for RStudio Server, which runs the R that is loaded")
whatis("Category: tool")
whatis("URL: https://posit.co/products/open-source/rstudio-server/")
whatis("Keywords: R, RStudio, editor, IDE")

local root = "{software}/rstudio-server/2024.12-stand-in"
setenv("EBROOTRSTUDIOMINSERVER", root)
setenv("EBVERSIONRSTUDIOMINSERVER", "2024.12-stand-in")
prepend_path("PATH", pathJoin(root, "bin"))
