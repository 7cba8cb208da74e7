"""What the assistant adds to Rasa itself."""
