"""What others' extractors keep of a page, as evidence of which lines are the article."""
