whatis("Description: A module that sets two thousand variables")
for number = 1, 2000 do
  setenv("HPCLAB_ODD_MANY_" .. number, string.rep("y", 500))
end
