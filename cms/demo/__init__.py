"""A wiki to show: original articles, cases, advice, quizzes and pictures in three languages."""
