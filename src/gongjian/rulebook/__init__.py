"""Regulations and the school's own rules as dated, cited data, and the pure engine that reads them.

Words: regulation 制度 (one title), edition 版本, provision 条款, parameter 参数. A provision is cited by its key,
"problem-rules:6"; which edition answers depends on the day.
"""
