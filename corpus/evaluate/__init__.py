"""How good the labels of a release are, compared with what people said of the same texts."""
