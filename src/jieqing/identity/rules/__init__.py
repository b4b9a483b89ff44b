"""What identity decides with plain values: roles, names and addresses as typed, invitations."""
