help([==[
code-server runs VS Code on the cluster; the browser shows it.
]==])
whatis("Name: code-server")
whatis("Version: 4.100.3")
whatis("Description: VS Code in the browser")
whatis("Category: tool")
whatis("URL: https://github.com/coder/code-server")
whatis("Keywords: editor, IDE, VS Code")

local root = "{software}/code-server/4.100.3"
setenv("EBROOTCODEMINSERVER", root)
setenv("EBVERSIONCODEMINSERVER", "4.100.3")
prepend_path("PATH", pathJoin(root, "bin"))
