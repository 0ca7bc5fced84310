"""`corpus review`: a page on this machine where a person corrects the labels of articles."""
