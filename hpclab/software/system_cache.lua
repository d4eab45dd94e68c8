-- Prints what Lmod's system cache knows of the modules, in the form of `spider -o spider-json`.
-- Reads the folders of the base MODULEPATH, a line for each, an empty line, and the cache's files.
-- Prints {"covered": the folders of the base MODULEPATH that it knows, "conditional": whether who sees a
-- module depends on more than its name, "modules": {name: {modulefile: {fullName, Version, …}}}}.

local KEYS = { "Version", "wV", "pV", "Description", "Category", "URL", "family", "whatis", "provides", "propT" }

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\" }

local function quoted(text)
  return '"' .. text:gsub('[%c"\\]', function(one)
    return ESCAPES[one] or string.format("\\u%04x", one:byte())
  end) .. '"'
end

local function encoded(value)
  local kind = type(value)
  if kind == "string" then
    return quoted(value)
  elseif kind ~= "table" then
    return tostring(value)
  end
  local parts = {}
  if #value > 0 then
    for index, each in ipairs(value) do
      parts[index] = encoded(each)
    end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  for name, each in pairs(value) do
    parts[#parts + 1] = quoted(tostring(name)) .. ":" .. encoded(each)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- The tables that a file of the cache assigns; it can reach nothing else.
local function assigned(file)
  local globals = {}
  local chunk
  if setfenv then -- Lua 5.1
    chunk = assert(loadfile(file))
    setfenv(chunk, globals)
  else
    chunk = assert(loadfile(file, "bt", globals))
  end
  chunk()
  return globals
end

local function lines()
  local read = {}
  for line in io.lines() do
    if line == "" then
      break
    end
    read[#read + 1] = line
  end
  return read
end

local base = lines()
local files = lines()

-- Several caches together, by the rules of Lmod: the first that knows a folder is believed.
local spiderT, mpathMapT, hidden, conditional = {}, {}, {}, false

local function note_hidden(rules)
  for name, rule in pairs(rules and rules.hiddenT or {}) do
    hidden[name] = true
    conditional = conditional or type(rule) == "table"
  end
end

for _, file in ipairs(files) do
  local ok, found = pcall(assigned, file) -- a damaged file costs only itself
  local cache = ok and type(found.spiderT) == "table" and found or { spiderT = {} }
  for mpath, modules in pairs(cache.spiderT) do
    if mpath:sub(1, 1) == "/" and not spiderT[mpath] then
      spiderT[mpath] = modules
    end
  end
  for mpath, openers in pairs(cache.mpathMapT or {}) do
    mpathMapT[mpath] = openers
  end
  note_hidden(cache.mrcT)
  for _, rules in pairs(cache.mrcMpathT or {}) do
    note_hidden(rules)
  end
end

local keep = {}
for _, mpath in ipairs(base) do
  keep[mpath] = true
end

-- Whether a folder can be reached from the base MODULEPATH.
local function is_reached(mpath, seen)
  if keep[mpath] then
    return true
  elseif seen[mpath] then
    return false
  end
  seen[mpath] = true
  for _, opener_mpath in pairs(mpathMapT[mpath] or {}) do
    if is_reached(opener_mpath, seen) then
      return true
    end
  end
  return false
end

-- Adds to `chains` the modules to load for a folder, in order; `after` are those that come later.
local function add_chains(chains, mpath, after, seen)
  for opener, opener_mpath in pairs(mpathMapT[mpath]) do
    if not seen[opener] and is_reached(opener_mpath, {}) then
      local chain = { opener }
      for _, name in ipairs(after) do
        chain[#chain + 1] = name
      end
      if keep[opener_mpath] or not mpathMapT[opener_mpath] then
        chains[#chains + 1] = chain
      else
        seen[opener] = true
        add_chains(chains, opener_mpath, chain, seen)
        seen[opener] = nil
      end
    end
  end
end

local function parents(mpath)
  if keep[mpath] or not mpathMapT[mpath] then
    return "[]"
  end
  local chains = {}
  add_chains(chains, mpath, {}, {})
  return #chains > 0 and encoded(chains) or "[]"
end

local function is_hidden(full_name, file)
  return hidden[full_name] or hidden[file] or full_name:sub(1, 1) == "." or full_name:find("/.", 1, true) ~= nil
end

local modules = {} -- by package name: encoded entries

local function add(name, mpath, parents_there, full_name, file, entry)
  local parts = {
    '"fullName":' .. quoted(full_name),
    '"mpath":' .. quoted(mpath),
    '"parentAA":' .. parents_there,
  }
  if is_hidden(full_name, file) then
    parts[#parts + 1] = '"hidden":true'
  end
  for _, key in ipairs(KEYS) do
    local value = entry[key]
    if value ~= nil then
      parts[#parts + 1] = '"' .. key .. '":' .. encoded(value)
    end
  end
  local known = modules[name]
  if not known then
    known = {}
    modules[name] = known
  end
  known[#known + 1] = quoted(file) .. ":{" .. table.concat(parts, ",") .. "}"
end

local function add_all(name, mpath, parents_there, found)
  if found.file then
    add(name, mpath, parents_there, name, found.file, found.metaModuleT or {})
  end
  for full_name, entry in pairs(found.fileT or {}) do
    if not entry.dot_version then
      add(name, mpath, parents_there, full_name, entry.fn, entry)
    end
  end
  for _, below in pairs(found.dirT or {}) do
    add_all(name, mpath, parents_there, below)
  end
end

for mpath, packages in pairs(spiderT) do
  if is_reached(mpath, {}) then
    local parents_there = parents(mpath)
    for name, found in pairs(packages) do
      add_all(name, mpath, parents_there, found)
    end
  end
end

local covered = {}
for _, mpath in ipairs(base) do
  if spiderT[mpath] then
    covered[#covered + 1] = quoted(mpath)
  end
end

io.stdout:setvbuf("full")
io.write('{"covered":[', table.concat(covered, ","), '],"conditional":', tostring(conditional), ',"modules":{')
local comma = ""
for name, entries in pairs(modules) do
  io.write(comma, quoted(name), ":{", table.concat(entries, ","), "}")
  comma = ",\n"
end
io.write("}}\n")
