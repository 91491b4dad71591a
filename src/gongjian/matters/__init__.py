"""What is raised and must be answered. This app owns the whole life of a problem (难题): raised, studied, adopted,
worked by three lists, assigned, taken, handled, claimed solved, judged by the one who raised it, struck off.

Words: matter 事项, problem 难题, measure 举措, duty 责任, holding 持有, assignment 交办, adjustment 动态调整, reply 答复,
verdict 评价, parking 挂账, urge 催办, clock 时限, opening 开封.
"""
