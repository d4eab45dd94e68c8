help([==[
Gaussian is licensed to a few groups. Ask your support to become a member of one.
]==])
whatis("Name: Gaussian")
whatis("Version: 16.C.01")
whatis("Description: Electronic structure of molecules; for members of licensed groups")
whatis("Category: chemistry")
whatis("URL: https://gaussian.com")
whatis("Keywords: licence, quantum chemistry")

-- As sites do it for licensed software. Nobody on the demo's cluster is a member.
if mode() == "load" and not userInGroups("gaussian") then
   LmodError("You are not a member of a group with a licence for Gaussian. Ask your support for access.")
end
setenv("EBROOTGAUSSIAN", "{software}/Gaussian/16.C.01")
