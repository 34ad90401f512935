"""The writers' desk for quizzes: trying a draft, refusals told in words, files in and out."""
