"""Where the secret halves of the tenants' keys are kept: one file a provider, chosen by JIEQING_KEY_STORE."""
