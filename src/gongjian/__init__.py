"""gongjian 共建: one person raises something, one body is answerable, several solve it together."""
