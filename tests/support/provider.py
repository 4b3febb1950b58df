"""A service that signs people in, by OpenID Connect, on this machine; it can be told to misbehave."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "nesa-fund", "a-secret+of/the=service~"
FORM = "application/x-www-form-urlencoded"


class Provider:
    """Its address, its keys, whoever sits before the browser, and in what it deviates.

    Attributes:
        subject: Who is signed in there; empty where they decline.
        claims: What it says otherwise of them than is true; None leaves a claim out.
        signed_by: How it signs: RS256, or as it must not.
        published: What it says otherwise of itself.
        status: With what its token endpoint answers.
        asked: What was asked of it last, by path.
    """

    def __init__(self, port: int, clock: Callable[[], datetime]) -> None:
        self.issuer = f"http://localhost:{port}/tenant"
        self.clock = clock
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self._codes: dict[str, dict[str, str]] = {}
        self.behave()

    def behave(self) -> None:
        """Do as a service should, for ann."""
        self.subject = "subject-of-ann"
        self.claims: dict[str, object] = {}
        self.signed_by = "RS256"
        self.published: dict[str, object] = {}
        self.status = 200
        self.asked: dict[str, dict[str, str]] = {}

    def settings(self, folder: Path, name: str = "Northern", *, mfa: bool = False) -> Path:
        """A settings file for it, which its owner alone reads."""
        file = folder / f"{name}.toml"
        file.touch(0o600)
        said = {"name": name, "issuer": self.issuer, "client-id": CLIENT, "client-secret": SECRET}
        lines = [f'{key} = "{text}"' for key, text in said.items()]
        file.write_text("\n".join([*lines, f"require-mfa = {str(mfa).lower()}"]), "utf-8")
        return file

    def get(self, path: str, asked: dict[str, str]) -> tuple[int, str, object]:
        """Status, where it leads, and what it answers."""
        self.asked[path] = asked
        match path:
            case "/tenant/.well-known/openid-configuration":
                return 200, "", self._itself() | self.published
            case "/tenant/keys":
                return 200, "", KeySet([self.key]).as_dict(private=False)
            case "/tenant/authorize" if asked.get("client_id") == CLIENT and asked.get("response_type") == "code":
                return 302, f"{asked['redirect_uri']}?{urlencode(self._decided(asked))}", {}
            case "/tenant/elsewhere":
                return 302, f"{self.issuer}/keys", {}
        return 404, "", {}

    def post(self, path: str, given: dict[str, str], known_by: str) -> tuple[int, object]:
        """Status and answer of its token endpoint, which gives each code once, to whom it was given to."""
        self.asked[path] = given
        begun = self._codes.pop(given.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        is_known = known_by == f"Basic {basic}" or (given.get("client_id"), given.get("client_secret")) == (
            CLIENT,
            SECRET,
        )
        if path != "/tenant/token" or not is_known:
            return 401, {"error": "invalid_client"}
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = _packed(digest)
        wanted = {
            "code_challenge": challenge,
            "redirect_uri": given.get("redirect_uri"),
            "code_challenge_method": "S256",
        }
        if begun is None or any(begun.get(key) != value for key, value in wanted.items()):
            return 400, {"error": "invalid_grant"}
        return self.status, {"access_token": "unused", "token_type": "Bearer", "id_token": self._token(begun["nonce"])}

    def _itself(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def _decided(self, asked: dict[str, str]) -> dict[str, str]:
        if not self.subject:
            return {"error": "access_denied", "state": asked["state"]}
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def _token(self, nonce: str) -> str:
        now = int(self.clock().timestamp())
        truth = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {key: value for key, value in (truth | self.claims).items() if value is not None}
        header = {"alg": self.signed_by, "kid": str(self.key.kid)}
        signed = ".".join(_packed(json.dumps(one).encode()) for one in (header, claims))
        match self.signed_by:
            case "none":
                return f"{signed}."
            case "HS256":  # With the public key as the secret, as those try who know that it is public.
                mac = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
                return f"{signed}.{_packed(mac)}"
            case "another":
                return jwt.encode(header | {"alg": "RS256"}, claims, RSAKey.generate_key(2048))
        return jwt.encode(header, claims, self.key)


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def answering(clock: Callable[[], datetime]) -> Iterator[Provider]:
    """A service that answers until the block ends."""
    server = ThreadingHTTPServer(("localhost", 0), _Handler)
    server.daemon_threads = True
    provider = server.provider = Provider(server.server_port, clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        status, leads, said = self.server.provider.get(parts.path, dict(parse_qsl(parts.query)))
        self._say(status, said, leads)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = dict(parse_qsl(body)) if self.headers["Content-Type"] == FORM else {}
        self._say(*self.server.provider.post(self.path, given, self.headers.get("Authorization", "")))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _say(self, status: int, said: object, leads: str = "") -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        if leads:
            self.send_header("Location", leads)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
