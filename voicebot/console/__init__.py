"""The agents' web pages: the board, the screen-pop, past calls, callbacks, and who may see what."""
