"""Reading a school's data from files: each file is read and worked out first; one action writes it all, or nothing."""
