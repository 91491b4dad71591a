"""The pages of the congress: sessions, proposals, meetings, imports."""
