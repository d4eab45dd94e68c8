"""The cluster's software: what there is, what is loaded, and loading it."""

from .catalog import CatalogStore
from .session import Fingerprint, ModuleSession, PreparedEnvironment, fingerprint

__all__ = ["CatalogStore", "Fingerprint", "ModuleSession", "PreparedEnvironment", "fingerprint"]
