"""What HTTP adds to quizzes: answers in addresses, tokens, pictures."""
