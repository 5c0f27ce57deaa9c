"""What each action does: one file an action, and what several of them share."""
