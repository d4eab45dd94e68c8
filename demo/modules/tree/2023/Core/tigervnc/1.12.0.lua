help([==[
A desktop without a screen: TigerVNC's X server, the window manager Fluxbox and xterm.
]==])
whatis("Name: tigervnc")
whatis("Version: 1.12.0")
whatis("Description: A remote desktop, with a window manager and a terminal")
whatis("Category: visualization")
whatis("URL: https://tigervnc.org/")
whatis("Keywords: desktop, VNC, X11, window")

local root = "{software}/tigervnc/1.12.0"
setenv("EBROOTTIGERVNC", root)
setenv("EBVERSIONTIGERVNC", "1.12.0")
prepend_path("PATH", pathJoin(root, "bin"))
