"""The liver: its segments, their volumes and what a resection takes, and the drawing of it."""
