"""Applications, with real processes; a stand-in where the real one is beside the point."""
