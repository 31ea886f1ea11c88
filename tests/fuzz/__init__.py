"""A whole number -> a hostile picture: graph, fields, options, verbs; and the laws it keeps."""
