"""The web: Fava's pages and ours, each person let in to what is theirs."""
