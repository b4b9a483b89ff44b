"""Pure decisions of proofs: codes, the manifest of a pack, the files of the log."""
