"""The way to a server: encrypted and its certificate checked where it leaves the machine, passwords never sent."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults, server_connection, server_faults
from crlm_desktop.registry.address import ServerAddress
from tests.registry.cluster import SUPERUSER, SUPERUSER_PASSWORD, Cluster, running


def certificate(name: str) -> tuple[bytes, bytes]:
    """Return a certificate that a server of that address has signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    return (
        made.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, form, plain),
    )


@pytest.fixture(scope="module")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Path]]:
    """A server with a certificate for one address, and the file with that certificate."""
    file = tmp_path_factory.mktemp("certificates") / "root.pem"
    told, key = certificate("127.0.0.1")
    file.write_bytes(told)
    with running(certificate=(told, key)) as cluster:
        yield cluster, file


class Elsewhere(ServerAddress):
    """Stands for a server on another machine: to the program it is not local, though it is."""

    is_local = False  # type: ignore[assignment]


def address(protected: tuple[Cluster, Path], **options: str) -> ServerAddress:
    cluster, _file = protected
    return Elsewhere(host="127.0.0.1", port=cluster.port, database="postgres", **options)


def connect(to: ServerAddress, password: str = SUPERUSER_PASSWORD) -> bool:
    """Return whether a connection to it is encrypted."""
    with server_connection.connect(to, SUPERUSER, password) as connection:
        row = connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    assert row is not None
    return bool(row[0])


def code(to: ServerAddress, password: str = SUPERUSER_PASSWORD) -> object:
    with pytest.raises(EnvironmentFault) as refused:
        connect(to, password)
    assert password not in str(dict(refused.value.params))
    return refused.value.code


def test_that_a_server_whose_certificate_is_known_is_reached_encrypted(protected: tuple[Cluster, Path]) -> None:
    assert connect(address(protected, sslrootcert=str(protected[1])))
    assert connect(address(protected, sslrootcert=str(protected[1]), sslmode="verify-ca"))
    assert connect(address(protected, sslmode="require"))


def test_that_a_server_whose_certificate_is_another_s_or_unknown_is_refused(
    protected: tuple[Cluster, Path], tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(certificate("127.0.0.1")[0])
    assert code(address(protected, sslrootcert=str(other))) is server_faults.NOT_PROTECTED
    assert code(address(protected)) is server_faults.NOT_PROTECTED
    # The certificate is known, and is of a server with another address.
    named = replace(address(protected, sslrootcert=str(protected[1])), host="127.0.0.2")
    assert code(named) is server_faults.NOT_PROTECTED


def test_that_a_server_without_protection_is_refused_unless_it_is_local(servers: object) -> None:
    plain = servers.cluster.address("postgres")  # type: ignore[attr-defined]
    assert not connect(plain)
    far = Elsewhere(host="127.0.0.1", port=plain.port, database="postgres", sslmode="require")
    assert code(far) is server_faults.NOT_PROTECTED


def test_that_a_wrong_password_is_told_as_such(protected: tuple[Cluster, Path]) -> None:
    assert code(address(protected, sslmode="require"), "not the one, surely") is faults.WRONG_LOGIN


def test_that_a_server_that_is_not_there_is_told_as_such(protected: tuple[Cluster, Path]) -> None:
    assert code(replace(address(protected, sslmode="require"), port=9)) is server_faults.UNREACHABLE


def test_that_a_server_that_lets_anybody_in_is_refused() -> None:
    with running(trusts=True) as cluster:
        assert code(cluster.address("postgres")) is server_faults.NO_SCRAM
