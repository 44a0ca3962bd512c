"""An offer on the table beside doing nothing, a rival's offer and a shared build."""
