"""The command `sogdia`: one file for each command; heavy imports only inside commands, so that help is quick."""
