"""Bank statements: the layouts that banks export, their lines, and what each line was."""
