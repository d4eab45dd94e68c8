module_version("StdEnv/2023", "default")
