"""Programs that stand in for what can't be installed here, named so wherever people see them."""
