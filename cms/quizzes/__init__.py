"""The writers' desk for quizzes: trying a draft, what is found in it, files in and out."""
