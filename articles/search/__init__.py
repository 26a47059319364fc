"""A query → ranked publications. Everything about ranking stands behind `search`.

A query is understood (`question`: words, repairs, synonyms), ranked (`ranking`: one statement over the
postings) and shown (`results`: a page of hits with snippets). Another stage that ranks, by meaning for example,
would take its place between the last two.
"""

from .facets import Facet, Option
from .results import Results, search
from .snippets import Fragment

__all__ = ["Facet", "Fragment", "Option", "Results", "search"]
