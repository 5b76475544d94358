"""How fast imgrules is, how much memory it takes, and where it falls short of what is demanded.

``python -m tests.benchmarks.performance [--quick] [--write]`` takes every figure in one run:
times are medians of paired rounds, in which every way has its turn, in an order that changes from
round to round, because absolute times drift with whatever else the machine does and ratios hold.
Neither pyperf nor pytest-benchmark measures pairs: each finishes one benchmark before it begins the
next. So the rounds are our own, and pyperf keeps them: ``--json FILE`` writes every value and
what is known of the machine, for ``pyperf stats``, ``pyperf hist`` and ``pyperf compare_to``.
"""
