"""What is sent to one school: one file a kind of paper; nothing is sent from here."""
