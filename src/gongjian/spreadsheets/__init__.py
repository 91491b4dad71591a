"""Tables and papers as files: .xlsx out, .xlsx/.xls/.ods/.csv in, .docx out; and previews of imports that are kept.

Knows no other app. Other apps use ``operations`` (write, keep a batch) and ``queries`` (read, match, parse).
"""
