"""What a project costs, earns and brings, in money and people, from arrays and tables."""
