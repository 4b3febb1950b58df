"""How spreadsheets that somebody else designed become typed rows, each with its address."""
