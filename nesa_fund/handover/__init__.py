"""What a member enters in its own finance system: bills, sales invoices and payments, with its own codes."""
