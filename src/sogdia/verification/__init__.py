"""Plans checked from the inputs alone, by code that shares nothing with the optimiser."""
