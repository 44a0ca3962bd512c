"""Which projects to build under a budget, surviving losses, with no supplier too large."""
