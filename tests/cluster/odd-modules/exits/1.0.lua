whatis("Description: A module that ends Lmod with a status of its own")
if (mode() == "load") then
  os.exit(3)
end
