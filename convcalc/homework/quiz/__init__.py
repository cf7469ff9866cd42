"""Quizzes: varied questions with whole numbers for answers, the same for a seed everywhere. Knows no formats."""

from convcalc.homework.quiz.levels import LEVELS
from convcalc.homework.quiz.making import MIXED, Distractor, Exercise, Quiz, make

__all__ = ["LEVELS", "MIXED", "Distractor", "Exercise", "Quiz", "make"]
