whatis("Description: A module that loads with a warning and a message")
if (mode() == "load") then
  LmodWarning("This version will be removed in March.\nUse another one.")
  LmodMessage("Please cite us.")
end
setenv("HPCLAB_ODD_WARNS", "1.0")
