"""The mailbox: bounces of our mails, and answers to them."""
