"""What `tools.build_app` puts beside the program."""
