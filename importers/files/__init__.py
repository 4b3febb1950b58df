"""Opens the files of a drop, in a process of its own: what is hostile in them harms nothing but that."""
