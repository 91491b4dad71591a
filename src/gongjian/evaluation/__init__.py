"""Judges what the apps below have done: contests with entries, jurors, scores and results.

Owns: contest (评选), criterion (评分项), award (奖项), entry (申报), juror (评委), review (评审: one juror's look at one
entry, or why that juror is excluded), score (评分), objection (异议).
"""
