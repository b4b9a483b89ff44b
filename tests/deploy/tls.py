"""A client's first word in TLS 1.3 (RFC 8446), to see which key exchange a server chooses when it has the choice.

X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem): the client's share is an ML-KEM-768 key (1184 bytes), then X25519 (32).
"""

import os
import socket
import struct

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

X25519MLKEM768, X25519, SECP256R1 = 0x11EC, 0x001D, 0x0017
RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
KEY_SHARE, SUPPORTED_VERSIONS = 51, 43


def chosen_group(port: int, name: str, offered: list[int]) -> int:
    """The group in the server's answer to a hello that offers those, in that order, each with its share.

    Raises ConnectionError where the server answers with an alert, or wants another hello.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(_record(_hello(name, offered)))
        kind, _version, length = struct.unpack(">BHH", _read(connection, 5))
        body = _read(connection, length)
    if kind != 22 or body[0] != 2:
        raise ConnectionError(f"the server answers with record {kind}: {body[:2].hex()}")
    return _group(body[4:])


def _hello(name: str, offered: list[int]) -> bytes:
    host = name.encode()
    shares = b"".join(_pair(group, _share(group)) for group in offered)
    extensions = b"".join((
        _pair(0, _block2(b"\0" + _block2(host))),
        _pair(10, _block2(b"".join(struct.pack(">H", group) for group in offered))),
        _pair(13, _block2(bytes.fromhex("040308040401050308050501"))),  # ECDSA, RSA-PSS, RSA
        _pair(SUPPORTED_VERSIONS, b"\x02\x03\x04"),
        _pair(KEY_SHARE, _block2(shares)),
    ))  # fmt: skip
    body = b"\x03\x03" + os.urandom(32) + b"\x20" + os.urandom(32) + _block2(b"\x13\x01\x13\x02\x13\x03") + b"\x01\x00"
    body += _block2(extensions)
    return b"\x01" + len(body).to_bytes(3, "big") + body


def _share(group: int) -> bytes:
    x25519 = X25519PrivateKey.generate().public_key().public_bytes_raw()
    if group == X25519MLKEM768:
        return MLKEM768PrivateKey.generate().public_key().public_bytes_raw() + x25519
    return x25519


def _group(hello: bytes) -> int:
    if hello[2:34] == RETRY:
        raise ConnectionError("the server wants another hello")
    at = 35 + hello[34] + 3  # version, random, session, cipher suite, compression
    end = at + 2 + int.from_bytes(hello[at : at + 2], "big")
    at += 2
    while at < end:
        kind, length = struct.unpack(">HH", hello[at : at + 4])
        if kind == KEY_SHARE:
            return int.from_bytes(hello[at + 4 : at + 6], "big")
        at += 4 + length
    raise ConnectionError("the server's hello names no group")


def _pair(kind: int, content: bytes) -> bytes:
    return struct.pack(">HH", kind, len(content)) + content


def _block2(content: bytes) -> bytes:
    return struct.pack(">H", len(content)) + content


def _record(handshake: bytes) -> bytes:
    return struct.pack(">BHH", 22, 0x0301, len(handshake)) + handshake


def _read(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionError("the server hangs up")
        data += more
    return data
