-- Tells which modules the patterns of an admin list fit, by the rules of Lmod:
-- a pattern is looked for in the full name, and in the modulefile too where it begins with a slash.
-- Reads the patterns, an empty line, and lines FULL_NAME<TAB>MODULEFILE.
-- Prints NUMBER<TAB>FULL_NAME for each module that has a pattern: the first that fits.

local patterns = {}

-- A pattern that is broken for Lua may still be the very name.
local function found(text, pattern)
  local ok, first = pcall(string.find, text, pattern)
  return text == pattern or (ok and first ~= nil)
end

local function first_fit(full_name, file)
  for number, pattern in ipairs(patterns) do
    if found(full_name, pattern) or (pattern:sub(1, 1) == "/" and found(file, pattern)) then
      return number
    end
  end
  return nil
end

for line in io.lines() do
  if line == "" then
    break
  end
  patterns[#patterns + 1] = line
end

for line in io.lines() do
  local full_name, file = line:match("^([^\t]*)\t(.*)$")
  local number = full_name and first_fit(full_name, file)
  if number then
    io.write(number, "\t", full_name, "\n")
  end
end
