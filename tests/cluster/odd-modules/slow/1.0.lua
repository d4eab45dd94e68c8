whatis("Description: A module whose file system doesn't answer")
if (mode() == "load") then
  os.execute("sleep 300")
end
