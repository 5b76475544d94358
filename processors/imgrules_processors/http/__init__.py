"""One HTTP client for every remote service; a YAML profile says how each is spoken to."""
