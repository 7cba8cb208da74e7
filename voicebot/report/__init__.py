"""What replayed calls tell: one page of a run, and what changed between two. Reads results, plays nothing."""
