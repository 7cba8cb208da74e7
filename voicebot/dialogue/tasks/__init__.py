"""What callers can have done: tasks as data, and the engine that leads through one. No Rasa types."""
