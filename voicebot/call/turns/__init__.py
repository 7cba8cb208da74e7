"""When the caller starts and stops; one strategy a file."""
