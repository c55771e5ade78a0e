"""Counting that stops early: "99+" needs no more than a hundred rows."""

from django.db.models import IntegerField, Subquery


class Tally(Subquery):
    """How many rows a sliced set has, so that many sets are counted in one statement and none of them to its end."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS tally)"
    output_field = IntegerField()
    empty_result_set_value = 0
