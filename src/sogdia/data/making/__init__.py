"""How the facts become the embedded world; run by `just world`, never by a user."""
