"""How good the labels of a release are, held against what people said of the same texts."""
