"""Judges what the rooms below have done: contests with entries, jurors, scores and results.

Owns: contest (评选), criterion (评分项), entry (申报), juror (评委), score (评分), award (奖项).
"""
