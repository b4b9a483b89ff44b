"""Pages of people: one's own account, an organisation's members, an invitation, the operator's desk of members."""
