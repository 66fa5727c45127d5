"""The stages of a build, from planning to the candidate."""
