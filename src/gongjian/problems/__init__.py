"""Problems (难题): what a branch takes up. Raised, studied, adopted, worked by three lists, assigned, taken, handled, claimed
solved, judged by the one who raised it, struck off. What matters of all kinds share is in ``matters``.

Words: problem 难题, measure 举措, duty 责任, adjustment 动态调整, field record 调研记录, study 研究, adopt 立项.
"""
