"""Proposals of the student congress: sessions, delegates, seconding, meetings face to face, the yearly report.

Owns: session (届次), delegate (代表), proposal (提案), meeting (面对面), promise (承诺). The life itself, custody, replies and
verdicts are of ``matters``.
"""
