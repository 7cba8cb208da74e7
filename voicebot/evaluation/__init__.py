"""How well callers are understood: speaks texts through a telephone line, measures the assistant, reports."""
