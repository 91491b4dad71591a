"""The bodies and who serves in them: units, party organisations in three tiers, memberships, appointments, liaisons.

Owns: body (单位与党组织), unit, party organisation, host, affiliation, membership, appointment, liaison, post.
"""
