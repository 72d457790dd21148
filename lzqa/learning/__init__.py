"""Learning from questions with known evidence: the ranker and the abstention model, both shipped as plain numbers."""
