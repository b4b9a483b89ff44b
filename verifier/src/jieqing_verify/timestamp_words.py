"""Why a time stamp does not hold, in words. A pack's report gives these codes as the reason of "timestamp_wrong"."""

from jieqing_verify.wrong import Wrong

WORDS = {
    "timestamp_malformed": (
        "这不是规范的 RFC 3161 时间戳，或夹有多余内容。",
        "This is no time stamp as RFC 3161 has them, or it carries something besides.",
    ),
    "timestamp_refused": (
        "时间戳机构的答复是拒绝，没有盖时间戳。",
        "The time-stamping authority's reply is a refusal: it stamped nothing.",
    ),
    "timestamp_other_message": (
        "时间戳盖的是别的内容。",
        "The time stamp was made over something else.",
    ),
    "timestamp_other_request": (
        "时间戳答的是另一次请求。",
        "The time stamp answers another request.",
    ),
    "timestamp_algorithm": (
        "时间戳用了不接受的摘要或签名算法。",
        "The time stamp uses a hash or a signature that is not accepted.",
    ),
    "timestamp_attributes": (
        "时间戳里受签名保护的部分与其内容对不上。",
        "What the signature of the time stamp covers does not agree with its content.",
    ),
    "timestamp_certificate_missing": (
        "时间戳里没有它所指的签发者证书，或证书被换过。",
        "The time stamp lacks the signer's certificate that it names, or the certificate was swapped.",
    ),
    "timestamp_not_an_authority": (
        "签发者的证书不是专用于签发时间戳的。",
        "The signer's certificate is not one for time stamps alone.",
    ),
    "timestamp_certificate_expired": (
        "盖时间戳时，签发者的证书不在有效期内。",
        "The signer's certificate was not valid at the time of the stamp.",
    ),
    "timestamp_signature": (
        "时间戳的签名是假的，或时间戳被改动过。",
        "The signature of the time stamp is false, or the time stamp was altered.",
    ),
    "timestamp_untrusted": (
        "您信任的根证书里，没有为这个时间戳机构作保的。",
        "None of the root certificates that you trust vouches for this time-stamping authority.",
    ),
}


def wrong(code: str) -> Wrong:
    """The refusal of that code, to be raised."""
    return Wrong(code, *WORDS[code])
