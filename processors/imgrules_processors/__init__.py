"""Code that changes pixels, apart from the engine; it imports only ``imgrules.ext``."""
