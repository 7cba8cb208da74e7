"""Long random runs of parts of the house against simulated surroundings: `make soak`."""
