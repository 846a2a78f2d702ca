"""What a face says: where it points and what it expresses. Pictures and poses in, no camera and no display."""
