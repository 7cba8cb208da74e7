"""What may be told to anybody, in files that a product owner can edit; nothing here is ever made up."""
