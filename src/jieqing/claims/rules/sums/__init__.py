"""The sums that can be asked of one case, one file a kind of debt; `claims.rules.asked` puts them together."""
