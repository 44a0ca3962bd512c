"""What the evidence says of influence: effects, their power, and what cannot be told."""
