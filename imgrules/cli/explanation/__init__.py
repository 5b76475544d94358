"""The pages that ``imgrules explain`` shows."""
