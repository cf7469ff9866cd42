"""Quizzes: varied questions with whole numbers for answers, the same for a seed everywhere. Knows no formats."""

from convcalc.homework.quiz.making import MIXED, Distractor, Exercise, Quiz, make
from convcalc.homework.quiz.sorts import LEVELS

__all__ = ["LEVELS", "MIXED", "Distractor", "Exercise", "Quiz", "make"]
