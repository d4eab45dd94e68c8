-- Lmod's texts with a mark in front, so that a program can tell them apart: Lmod reads this file by LMOD_SITE_MSG_FILE.
-- A mark is the record separator (character 30), a word, and the record separator again; lmod.py reads them.
-- The site's own file of texts is kept: hpclab hands it on in HPCLAB_SITE_MSG_FILE.

local function site_texts()
   local path  = os.getenv("HPCLAB_SITE_MSG_FILE")
   local chunk = path and loadfile(path)
   if (not chunk) then
      return {}
   end
   local ok, texts = pcall(chunk)
   return (ok and type(texts) == "table") and texts or {}
end

local marks = {
   errTitle              = "\030error\030",
   warnTitle             = "\030warning\030",
   m_Module_Msgs         = "\030notice\030",
   m_Sticky_Mods         = "\030sticky\030",
   m_Activate_Modules    = "\030activated\030",
   m_Inactive_Modules    = "\030deactivated\030",
   m_Reload_Modules      = "\030reloaded\030",
   m_Reload_Version_Chng = "\030changed\030",
   m_Restore_Coll        = "\030restoring\030Restoring modules from %{msg}\n",
   m_Family_Swap         = "\030replaced\030%{oldFullName} => %{newFullName}\n",
}

-- The names that prereq() and prereq_any() miss are told behind Lmod's own text, or the site's.
local function lmods_texts()
   local ok, path = pcall(function() return pathJoin(cmdDir(), "../messageDir/en.lua") end)
   local chunk    = ok and loadfile(path)
   local found    = chunk and select(2, pcall(chunk))
   return type(found) == "table" and type(found.en) == "table" and found.en or {}
end

local fallback = "The module \"%{name}\" needs these to be loaded first: %{module_list}\n"
local needs    = "\030needs:%{module_list}\030"

-- Lmod looks in "site" first where a site's file is set, then in "en".
local texts = site_texts()
for _, language in ipairs({ "en", "site" }) do
   texts[language] = type(texts[language]) == "table" and texts[language] or {}
   for key, text in pairs(marks) do
      texts[language][key] = text
   end
end
local lmods = lmods_texts()
for _, key in ipairs({ "e_Prereq", "e_Prereq_Any" }) do
   local text = texts.site[key] or texts.en[key] or lmods[key] or fallback
   texts.site[key] = text .. needs
   texts.en[key]   = text .. needs
end
return texts
