"""``fallmappe-server``: the blind agency server with its embedded database."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import time
from pathlib import Path

from protocol.problems import ProtocolError
from server.app import create_app
from server.key import KeyFileError, load_or_create
from server.limits import Limits
from server.process import Listen, run
from server.store.folder import FolderInUseError, held
from server.store.sqlite import ForeignDatabaseError, SqliteStore

DATABASE = "agency.db"
EXIT_IN_USE = 75
"""Another server has the data folder; trying again helps once that one has ended."""
_FINGERPRINT_BYTES = 32

log = logging.getLogger("fallmappe.server")


def main(arguments: list[str] | None = None) -> int:
    """Run the server; return 0 after SIGTERM, 1 when it cannot start, EXIT_IN_USE when another
    server has the folder (one line says why)."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.root is None and not options.show_key:
        parser.error("--root is missing: the fingerprint of the agency root")
    if (options.tls_cert is None) != (options.tls_key is None):
        parser.error("--tls-cert and --tls-key belong together")
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    try:
        options.data.mkdir(parents=True, exist_ok=True)
        if options.show_key:
            print(load_or_create(options.data).public_key().public_bytes_raw().hex())
        else:
            with held(options.data):
                _serve(options)
    except FolderInUseError:
        print("fallmappe-server: another server uses this data folder already", file=sys.stderr)
        return EXIT_IN_USE
    except (OSError, KeyFileError, ForeignDatabaseError, ProtocolError) as error:
        print(f"fallmappe-server: {_reason(error)}", file=sys.stderr)
        return 1
    return 0


def _serve(options: argparse.Namespace) -> None:
    listen = Listen(options.host, options.port, options.tls_cert, options.tls_key)
    key = load_or_create(options.data)
    with contextlib.closing(SqliteStore(options.data / DATABASE)) as store:
        app = create_app(
            store,
            clock=lambda: time.time_ns() // 1_000_000,
            server_key=key,
            root=options.root,
            limits=Limits(quota_bytes=options.quota_gib * 1024**3),
        )
        counts = store.counts()
        log.info(
            "opened: %d roster entries, %d streams, %d sets, %d bytes",
            counts.roster,
            counts.streams,
            counts.sets,
            counts.bytes,
        )
        run(app, listen, options.port_file, end_with_input=options.end_with_input)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fallmappe-server", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder of database and server key")
    add("--root", "--pin", type=_fingerprint, help="fingerprint of the agency root, 64 hex digits")
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=8443, help="0 takes a free port")
    add("--port-file", type=Path, help="written with the port once the server answers")
    add("--tls-cert", type=Path, help="certificate chain, PEM")
    add("--tls-key", type=Path, help="private key, PEM")
    add("--end-with-input", action="store_true", help="end when standard input is closed")
    add("--quota-gib", type=int, default=50, help="most data to store (GiB)")
    add("--show-key", action="store_true", help="print the public key for the roster and end")
    return parser


def _fingerprint(text: str) -> bytes:
    data = bytes.fromhex(text)
    if len(data) != _FINGERPRINT_BYTES:
        raise ValueError
    return data


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    if isinstance(error, KeyFileError):
        return f"{error} is not a server key; restore it from the backup"
    if isinstance(error, ForeignDatabaseError):
        return f"{error} is not a database of this version; it was not touched"
    return "the stored roster does not belong to this agency root (--root)"


if __name__ == "__main__":
    sys.exit(main())
