"""Signing in with the account that people already have elsewhere: OpenID Connect, one provider.

The code flow with PKCE. Authlib speaks the protocol and checks the signature; what is kept between
the two steps travels in a signed cookie, so that any process can finish what another began.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

SCOPE = "openid email profile"


class MissingExtra(Exception):
    """The extra `[oidc]` is not installed."""


class ProviderFailed(Exception):
    """The provider cannot be reached, refused, or said what cannot be trusted; `reason` is for
    the operator's log, not for the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Started:
    """What the second step needs of the first. `then` is the page asked for."""

    state: str
    nonce: str
    code_verifier: str
    then: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for. `email` is empty unless the provider verified it."""

    subject: str
    email: str
    name: str


class Provider:
    """One provider, known by its issuer, an `https://` address without a slash at the end; what it
    offers is read there on first use. `redirect_uri` is where it sends people back."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, redirect_uri: str) -> None:
        try:
            from authlib.integrations.base_client import FrameworkIntegration  # type: ignore[import-untyped]
            from authlib.integrations.starlette_client import StarletteOAuth2App  # type: ignore[import-untyped]
        except ImportError as error:
            raise MissingExtra from error
        self.issuer, self.redirect_uri = issuer.rstrip("/"), redirect_uri
        self._app: Any = StarletteOAuth2App(
            FrameworkIntegration("oidc"),
            "oidc",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{self.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "timeout": 10.0},
        )

    async def start(self, then: str = "") -> tuple[str, Started]:
        """The address to send a person to, and what to keep until they are back.

        Raises `ProviderFailed`.
        """
        try:
            await self._known()
            made = await self._app.create_authorization_url(self.redirect_uri)
            return made["url"], Started(made["state"], made["nonce"], made["code_verifier"], then)
        except ProviderFailed:
            raise
        except Exception as error:
            raise ProviderFailed(type(error).__name__) from error

    async def finish(self, started: Started, state: str, code: str) -> Person:
        """Who came back with this code. Raises `ProviderFailed`."""
        if not code or state != started.state:
            raise ProviderFailed("state")
        try:
            await self._known()
            token = await self._app.fetch_access_token(
                redirect_uri=self.redirect_uri, code=code, code_verifier=started.code_verifier
            )
            claims = await self._app.parse_id_token(token, nonce=started.nonce)
        # Authlib, its key library and the network each have their own errors; none is ours.
        except ProviderFailed:
            raise
        except Exception as error:
            raise ProviderFailed(type(error).__name__) from error
        if not claims or claims.get("nonce") != started.nonce:
            raise ProviderFailed("no id_token")
        verified = claims.get("email_verified") is True
        return Person(
            subject=str(claims["sub"]),
            email=str(claims.get("email") or "").strip().lower() if verified else "",
            name=str(claims.get("name") or claims.get("given_name") or "")[:80],
        )

    async def _known(self) -> None:
        """What the provider says of itself must be said by itself."""
        metadata = await self._app.load_server_metadata()
        if str(metadata.get("issuer", "")).rstrip("/") != self.issuer:
            raise ProviderFailed("issuer")
        # A signature that whoever knows our secret can make, or none, proves nothing.
        named = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [
            name for name in named if name != "none" and not name.startswith("HS")
        ]
