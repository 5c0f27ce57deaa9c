"""The pages, a file for each part of the page; every file has its `routes`."""
