"""The noise desk: versions of a recording as telephone lines really are, from fixed seeds."""
