"""What the vault decides without a key, a database or chance: who may open what, how values look masked."""
