"""Signing in with an account of another service: OpenID Connect's code flow, by Authlib, over Python's own HTTP."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from authlib.oauth2 import ClientAuth, OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from nesa_fund.web.providers import Provider, Refusal, is_safe

_SIGNED_BY = ("RS256", "PS256", "ES256")
"""Signatures by a key that the service alone has; never a shared secret, and never none."""
_DISCOVERY = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ASKS_MFA = json.dumps({"id_token": {"amr": {"essential": True}}}, separators=(",", ":"))
_KEPT_FOR = timedelta(hours=1)
_DRIFT_SECONDS, _PATIENCE_SECONDS, _LARGEST = 60, 10, 1024 * 1024


class Begun(NamedTuple):
    """What a sign-in that was begun is known by again: kept with its visitor alone."""

    state: str
    nonce: str
    verifier: str


class Connection:
    """One service: where it signs people in, and what its answers are worth."""

    def __init__(self, provider: Provider, clock: Callable[[], datetime]) -> None:
        """Take the service; nothing is asked of it before somebody signs in."""
        self.provider = provider
        self.clock = clock
        self._kept: dict[str, tuple[datetime, dict[str, Any]]] = {}

    def begin(self, back: str) -> tuple[str, Begun]:
        """Where to send a visitor, who is to come back to an address, and what to know them by then.

        Raises:
            Refusal: The service can't be reached, or is not the one that the settings name.
        """
        begun = Begun(*(secrets.token_urlsafe(32) for _ in Begun._fields))
        asked = {"claims": _ASKS_MFA} if self.provider.requires_mfa else {}
        address, _ = self._client(back).create_authorization_url(
            self._service()["authorization_endpoint"],
            state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier, **asked,
        )  # fmt: skip
        return address, begun

    def subject(self, begun: Begun, code: str, back: str) -> str:
        """Who came back with a code, as the service calls them for ever.

        Raises:
            Refusal: The service can't be reached or refuses the code, or its answer can't be trusted.
        """
        answer = self._exchange(begun, code, back)
        try:
            claims = self._claims(answer, begun.nonce)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._distrust(f"{type(error).__name__} {getattr(error, 'claim', '') or ''}".strip()) from error
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise self._distrust("no subject")
        if self.provider.requires_mfa and "mfa" not in (claims.get("amr") or ()):
            name = self.provider.name
            raise Refusal(
                f"{name} did not say that you proved yourself in two ways, which is needed here: set up a second "
                f"factor for your account of {name}, and sign in anew",
                "no second factor",
            )
        return subject

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            None, self.provider.client_id, scope="openid", redirect_uri=back, code_challenge_method="S256"
        )

    def _exchange(self, begun: Begun, code: str, back: str) -> dict[str, Any]:
        """What the service gives for a code, once."""
        service = self._service()
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
        ways = service.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_post" if "client_secret_post" in ways else "client_secret_basic"
        known = ClientAuth(self.provider.client_id, self.provider.client_secret, way)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(fields | {"code_verifier": begun.verifier})
        address, headers, body = known.prepare("POST", service["token_endpoint"], headers, body)
        return self._asked(Request(address, body.encode(), headers))  # noqa: S310  # A safe one: see _service.

    def _claims(self, answer: Mapping[str, Any], nonce: str) -> CodeIDToken:
        """What the service says of somebody, where it is it that says so, to us, now, and on our asking.

        Raises:
            JoseError: It is not.
        """
        address, token = self._service()["jwks_uri"], answer["id_token"]
        allowed = JWSRegistry(algorithms=_SIGNED_BY, strict_check_header=False)
        try:
            said = jwt.decode(token, _keys(self._document(address)), registry=allowed)
        except InvalidKeyIdError:  # It has a new key.
            said = jwt.decode(token, _keys(self._document(address, anew=True)), registry=allowed)
        issuer, client_id = self.provider.issuer, self.provider.client_id
        expected = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
        known = {"nonce": nonce, "client_id": client_id, "access_token": answer.get("access_token")}
        claims = CodeIDToken(said.claims, said.header, expected, known)
        claims.validate(now=int(self.clock().timestamp()), leeway=_DRIFT_SECONDS)
        return claims

    def _service(self) -> dict[str, Any]:
        """What the service says of itself, where it is the one that the settings name."""
        issuer = self.provider.issuer
        said = self._document(issuer.rstrip("/") + _DISCOVERY)
        if said.get("issuer") != issuer:
            raise self._distrust(f"its issuer is {str(said.get('issuer'))[:200]}")
        if not all(is_safe(said.get(endpoint)) for endpoint in _ENDPOINTS):
            raise self._distrust("an endpoint is missing or not over HTTPS")
        return said

    def _document(self, address: str, *, anew: bool = False) -> dict[str, Any]:
        """What the service publishes at an address, at most an hour ago."""
        kept, now = self._kept.get(address), self.clock()
        if kept and not anew and kept[0] > now - _KEPT_FOR:
            return kept[1]
        found = self._asked(Request(address))  # noqa: S310  # A safe one: of the settings, or see _service.
        self._kept[address] = now, found
        return found

    def _asked(self, request: Request) -> dict[str, Any]:
        """The object that the service answers with, which leads nobody elsewhere and fills no memory."""
        try:
            direct = [ProxyHandler({})] if request.type == "http" else []  # Within this machine: see is_safe.
            with build_opener(_NoRedirect, *direct).open(request, timeout=_PATIENCE_SECONDS) as answer:
                found = json.loads(answer.read(_LARGEST))
        except HTTPError as error:
            if request.data is not None and 400 <= error.code < 500:
                raise self._distrust(f"the code was refused ({error.code})") from error
            raise self._unreachable(f"status {error.code}") from error
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            raise self._unreachable(type(error).__name__) from error
        if not isinstance(found, dict):
            raise self._unreachable("no object")
        return found

    def _distrust(self, why: str) -> Refusal:
        return Refusal(f"What {self.provider.name} answered can't be trusted here. Begin anew", why)

    def _unreachable(self, why: str) -> Refusal:
        said = f"{self.provider.name} can't be reached just now. Try again in a few minutes, or sign in with a password"
        return Refusal(said, f"not reached: {why}")


def _keys(document: Mapping[str, Any]) -> KeySet:
    return KeySet.import_key_set({"keys": document["keys"]})


class _NoRedirect(HTTPRedirectHandler):
    """A service answers where its settings say, or not at all."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing: what would redirect is then an error."""
