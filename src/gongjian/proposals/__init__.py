"""Proposals of the student congress: sessions, delegates, seconding, meetings face to face, the yearly report.

Owns: session (届次), delegate (代表), proposal (提案), invitation (联名邀请), postponement (变更承诺日期), meeting (面对面).
The life itself, custody, replies and verdicts are of ``matters``.
"""
