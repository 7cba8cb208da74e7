"""A confirmation's life as rules without I/O: its states, the carrier's reports, what errors decide."""
