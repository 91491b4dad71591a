"""What is raised and must be answered (事项), of whatever kind: who holds it and until when, replies, verdicts, parking, urging,
bundles, who may see it. The kinds are apps above (``settings.KINDS_OF_MATTERS``): each brings its life as a table,
commands, tables and pages of its own.

Words: matter 事项, holding 持有, assignment 交办, reply 答复, verdict 评价, parking 挂账, urge 催办, clock 时限, opening 开封.
"""
