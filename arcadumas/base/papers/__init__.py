"""A paper described once, and drawn as PDF or DOCX: letterhead, parts, signature, foot."""
