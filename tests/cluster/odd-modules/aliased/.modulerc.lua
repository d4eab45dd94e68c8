module_version("aliased/1.0", "stable")
module_version("aliased/1.0", "default")
module_alias("nickname", "aliased/2.0")
hide_version("aliased/3.0")
