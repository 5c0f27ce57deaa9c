"""What the catalog shows: from what AWS holds to entities, their relations and their history."""
