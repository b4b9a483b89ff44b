"""Which job hears which event. An event that is announced stands here, or below as kept for the record alone."""

HANDLERS: dict[str, tuple[str, ...]] = {
    "claims.claim_withdrawn": ("mandates.end_for_claim",),
    "claims.claim_closed": ("mandates.end_for_claim",),
    "claims.claim_deleted": ("mandates.end_for_claim",),
    "claims.rates_changed": ("claims.recompute_for_rates",),
    "claims.assumptions_changed": ("claims.recompute_for_assumptions",),
    "claims.figures_changed": ("notices.tell",),
    "claims.half_year_left": ("notices.tell",),
    "claims.quarter_left": ("notices.tell",),
    "claims.month_left": ("notices.tell",),
    "identity.member_invited": ("notices.invite",),
    "identity.member_joined": ("notices.tell",),
    "identity.member_removed": ("notices.tell", "notices.forget_member"),
    "identity.member_left": ("notices.tell", "notices.forget_member"),
    "identity.roles_changed": ("notices.tell",),
    "identity.tenant_closed": ("claims.clear_tenant",),
    "identity.second_factor_reset": ("notices.tell",),
    "agencies.listing_claimed": ("notices.tell",),
    "agencies.listing_confirmed": ("notices.tell", "mandates.deliver"),
    "agencies.listing_refused": ("notices.tell",),
    "mandates.card_sent": ("notices.tell",),
    "mandates.card_asked": ("notices.tell",),
    "mandates.card_answered": ("notices.tell",),
    "mandates.card_accepted": ("notices.tell",),
    "mandates.card_declined": ("notices.tell",),
    "mandates.card_withdrawn": ("notices.tell",),
    "mandates.card_expired": ("notices.tell",),
    "mandates.decline_taken_back": ("notices.tell",),
    "mandates.case_opened": ("notices.tell",),
    "mandates.case_closed": ("notices.tell",),
    "vault.rotation_finished": ("notices.tell",),
    "privacy.request_made": ("notices.tell",),
    "privacy.request_answered": ("notices.tell",),
    "privacy.retention_due": (
        "privacy.delete_leftovers",
        "claims.delete_what_is_over",
        "mandates.delete_what_is_over",
    ),
}
# Nobody but the person who did it is concerned, and he has just seen it.
FOR_THE_RECORD: frozenset[str] = frozenset(
    {
        "claims.claim_saved",
        "claims.claim_corrected",
        "claims.claim_reopened",
        "claims.facts_answered",
        "identity.tenant_founded",
    }
)
