"""The times of cover and lock in minutes; read before the first window, so without imports."""

COVER_MINUTES, LOCK_MINUTES = 3, 10
"""What holds where neither the worker nor a policy says anything else."""
COVER_CHOICES = (1, 2, 3, 5, 10)
LOCK_CHOICES = (3, 5, 10, 15, 30)
