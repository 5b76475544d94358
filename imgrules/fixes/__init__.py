"""Fixing: findings become a plan, a plan becomes pictures, and every picture is judged again."""
