"""What we build on gives the answers printed in its standards (hardening T43).

The numbers are facts from the documents named beside them.
"""

from __future__ import annotations

import hashlib

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.crypto.device import DeviceKeys
from desktop.crypto.key_slots import Cost, stretch
from tests.unit.crypto import hpke_by_the_book

pytestmark = pytest.mark.hardening("T43")

ED25519 = {
    "test 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "test 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "test 3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    "test sha(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
}


@pytest.mark.parametrize("name", ED25519)
def test_ed25519(name: str) -> None:
    """RFC 8032 section 7.1, through the keys a device stores."""
    seed, public, message, signature = ED25519[name]
    keys = DeviceKeys.from_bytes(b"\x01" + bytes.fromhex(seed) + bytes(96))
    assert keys.public.sign.hex() == public
    assert keys.sign_private.sign(bytes.fromhex(message)).hex() == signature


INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
SENDER = bytes.fromhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736")
RECEIVER = bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
RECEIVER_PUBLIC = bytes.fromhex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d")
ENC = bytes.fromhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431")
SHARED = "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc"
KEY, NONCE = "4531685d41d65f03dc48f6b8302c05b0", "56d890e5accaaf011cff4b7d"
PLAIN = bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479")
FIRST = bytes.fromhex(
    "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
)
AES_128, AES_256 = b"\x00\x01", b"\x00\x02"


def test_hpke_by_the_book() -> None:
    """RFC 9180 A.1.1: the library lets nobody choose the sender's key or associated data, so the
    printed vector is checked with our reading of the text, and that against the library below."""
    sender = X25519PrivateKey.from_private_bytes(SENDER)
    receiver = X25519PrivateKey.from_private_bytes(RECEIVER)
    assert receiver.public_key().public_bytes_raw() == RECEIVER_PUBLIC
    assert sender.public_key().public_bytes_raw() == ENC
    found = hpke_by_the_book.key_and_nonce(
        sender, RECEIVER_PUBLIC, ENC, RECEIVER_PUBLIC, INFO, AES_128
    )
    assert [part.hex() for part in found] == [SHARED, KEY, NONCE]
    sealed = hpke_by_the_book.seal(sender, RECEIVER_PUBLIC, INFO, PLAIN, b"Count-0", AES_128)
    assert sealed == ENC + FIRST
    assert hpke_by_the_book.unseal(receiver, sealed, INFO, b"Count-0", AES_128) == PLAIN


@pytest.mark.parametrize(
    ("number", "aead"), [(AES_128, hpke.AEAD.AES_128_GCM), (AES_256, hpke.AEAD.AES_256_GCM)]
)
def test_the_library_speaks_hpke_by_the_book(number: bytes, aead: hpke.AEAD) -> None:
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, aead)
    receiver = X25519PrivateKey.from_private_bytes(RECEIVER)
    sender = X25519PrivateKey.from_private_bytes(SENDER)
    ours = hpke_by_the_book.seal(sender, RECEIVER_PUBLIC, INFO, PLAIN, b"", number)
    assert suite.decrypt(ours, receiver, INFO) == PLAIN
    theirs = suite.encrypt(PLAIN, X25519PublicKey.from_public_bytes(RECEIVER_PUBLIC), INFO)
    assert hpke_by_the_book.unseal(receiver, theirs, INFO, b"", number) == PLAIN
    with pytest.raises(InvalidTag):
        hpke_by_the_book.unseal(receiver, theirs, b"another purpose", b"", number)
    with pytest.raises(InvalidTag):
        suite.decrypt(ours, receiver, b"another purpose")


def test_argon2id() -> None:
    """RFC 9106 section 5.3, which has a secret and associated data."""
    kdf = Argon2id(
        salt=b"\x02" * 16, length=32, iterations=3, lanes=4, memory_cost=32,
        ad=b"\x04" * 12, secret=b"\x03" * 8,
    )  # fmt: skip
    expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    assert kdf.derive(b"\x01" * 32).hex() == expected


def test_a_password_is_stretched_as_argon2id_says() -> None:
    """From the tests of the reference implementation (P-H-C/phc-winner-argon2, src/test.c,
    version 0x13, m = 2^16 KiB, t = 2, p = 1), through the function of the key file."""
    found = stretch(b"password", b"somesalt", Cost(memory_kib=65536, passes=2, lanes=1))
    assert found.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


def test_hkdf() -> None:
    """RFC 5869 A.1."""
    found = HKDF(
        hashes.SHA256(), 42, bytes.fromhex("000102030405060708090a0b0c"),
        bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"),
    ).derive(b"\x0b" * 22)  # fmt: skip
    assert found.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def test_aes_256_gcm() -> None:
    """McGrew and Viega, The Galois/Counter Mode of Operation, test case 14."""
    sealed = AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), b"")
    assert sealed.hex() == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
