"""Units, people, posts and what each post may do."""
