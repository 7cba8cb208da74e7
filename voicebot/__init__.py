"""A voice assistant for the telephone: it says that it is a machine, answers, hands over, writes it down."""
