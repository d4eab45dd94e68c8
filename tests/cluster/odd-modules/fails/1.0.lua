whatis("Description: A module that can't be loaded: it says why")
LmodError("The licence server of <fails> doesn't answer.\nPlease write to support@example.org & name this module.")
