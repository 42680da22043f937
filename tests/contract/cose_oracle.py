"""Runs in an environment of its own: two independent COSE libraries read and write our bytes.

stdin: JSON with hex fields; stdout: JSON. Raises (exit code 1) when a library refuses.
"""

# mypy: ignore-errors

import json
import sys

from cwt import COSE, COSEKey
from pycose.algorithms import A256GCM, EdDSA
from pycose.headers import IV, KID, Algorithm
from pycose.keys import OKPKey, SymmetricKey
from pycose.keys.curves import Ed25519
from pycose.messages import Enc0Message, Sign1Message


def read_with_pycose(case: dict) -> dict:
    signed = Sign1Message.decode(case["sign1"])
    signed.key = OKPKey(crv=Ed25519, x=case["public"])
    signed.external_aad = case["sign_aad"]
    if not signed.verify_signature():
        raise SystemExit("pycose: signature refused")
    sealed = Enc0Message.decode(case["encrypt0"])
    sealed.key = SymmetricKey(k=case["key"])
    sealed.external_aad = case["encrypt_aad"]
    plain = sealed.decrypt()
    kid = signed.phdr.get(KID, b"")
    if signed.phdr[Algorithm] is not EdDSA or sealed.phdr[Algorithm] is not A256GCM:
        raise SystemExit("pycose: other algorithm")
    return {"payload": signed.payload, "plain": plain, "kid": kid}


def read_with_cwt(case: dict) -> dict:
    cose = COSE.new()
    kid = {2: case["kid"]} if case["kid"] else {}
    public = COSEKey.new({1: 1, -1: 6, -2: case["public"], 3: -8} | kid)
    headers, _, payload = cose.decode_with_headers(
        case["sign1"], public, external_aad=case["sign_aad"]
    )
    key = COSEKey.new({1: 4, -1: case["key"], 3: 3})
    plain = cose.decode(case["encrypt0"], key, external_aad=case["encrypt_aad"])
    return {"payload": payload, "plain": plain, "kid": headers.get(4, b"")}


def write_with_pycose(case: dict) -> dict:
    signed = Sign1Message(
        phdr={Algorithm: EdDSA}, payload=case["payload"], external_aad=case["sign_aad"]
    )
    signed.key = OKPKey(crv=Ed25519, x=case["public"], d=case["private"])
    sealed = Enc0Message(
        phdr={Algorithm: A256GCM},
        uhdr={IV: bytes(range(12))},
        payload=case["plain"],
        external_aad=case["encrypt_aad"],
    )
    sealed.key = SymmetricKey(k=case["key"])
    return {"sign1": signed.encode(), "encrypt0": sealed.encode()}


def write_with_cwt(case: dict) -> dict:
    cose = COSE.new()
    private = COSEKey.new({1: 1, -1: 6, -2: case["public"], -4: case["private"], 3: -8})
    key = COSEKey.new({1: 4, -1: case["key"], 3: 3})
    return {
        "sign1": cose.encode(
            case["payload"],
            private,
            protected={1: -8},
            unprotected={},
            external_aad=case["sign_aad"],
        ),
        "encrypt0": cose.encode(
            case["plain"],
            key,
            protected={1: 3},
            unprotected={5: bytes(range(12))},
            external_aad=case["encrypt_aad"],
        ),
    }


WAYS = {
    "read-pycose": read_with_pycose,
    "read-cwt": read_with_cwt,
    "write-pycose": write_with_pycose,
    "write-cwt": write_with_cwt,
}


if __name__ == "__main__":
    way = WAYS[sys.argv[1]]
    found = way({name: bytes.fromhex(text) for name, text in json.load(sys.stdin).items()})
    json.dump({name: value.hex() for name, value in found.items()}, sys.stdout)
