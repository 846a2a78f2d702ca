"""Every kind of camera behind one interface: webcams, video files, folders of pictures, the virtual player."""
