"""What a debt bears beside its principal, one file a concept: pure, exact, each figure with its working."""
