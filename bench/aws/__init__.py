"""A fake AWS that answers from memory, in the shapes that botocore reads, as fast as one core writes bytes."""
