"""Train a line model: on examples from a release, or on those that the package's own learns from.

What this room learns with is of the extra `train`: scikit-learn and CatBoost.
"""
