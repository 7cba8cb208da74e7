"""What the call decides by itself; one policy a file, named for what it decides."""
