"""What people do to a ledger, once for every door: gather, decide, commit."""
