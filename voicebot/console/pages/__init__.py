"""The console's pages, a room each: what the browser asks and what it gets."""
