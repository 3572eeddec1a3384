// Placeholder so that the library exists; goes with the first real file.
