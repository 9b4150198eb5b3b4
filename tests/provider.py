"""A small OpenID Connect provider on loopback, that can also lie in one way at a time."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "classroom", "hidden words"


class Provider:
    """Signs everyone in at once as `claims` say; `lie` names what it then does wrong."""

    def __init__(self, **claims: Any) -> None:
        self.claims = {"sub": "u-1", "email": "Ines@example.org", "email_verified": True, **claims}
        self.lie = ""
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.other = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def metadata(self) -> dict[str, Any]:
        issuer = "https://elsewhere.example" if self.lie == "issuer of the address" else self.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the person is sent back to."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        asked = self.codes.pop(sent.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if asked is None or authorization != f"Basic {basic}":
            return None
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != asked["code_challenge"] or asked["code_challenge_method"] != "S256":
            return None
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token(asked)}

    def id_token(self, asked: dict[str, str]) -> str:
        now, lie = int(time.time()), self.lie
        claims = {
            "iss": "https://elsewhere.example" if lie == "issuer" else self.issuer,
            "aud": "someone-else" if lie == "audience" else CLIENT_ID,
            "exp": now - 3600 if lie == "expired" else now + 300,
            "iat": now - 7200 if lie == "expired" else now,
            "nonce": "another" if lie == "nonce" else asked["nonce"],
            **self.claims,
        }
        if lie == "secret for a key":
            from joserfc.jwk import OctKey

            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key("k" * 32))
        if lie == "no signature":
            parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
            return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts) + "."
        key = self.other if lie == "key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def reply(self, value: object, status: int = 200) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                path = urlsplit(self.path)
                if provider.lie == "down":
                    self.reply({}, 503)
                elif path.path == "/.well-known/openid-configuration":
                    self.reply(provider.metadata())
                elif path.path == "/keys":
                    self.reply({"keys": [provider.key.as_dict(private=False)]})
                else:
                    asked = {name: values[0] for name, values in parse_qs(path.query).items()}
                    provider.asked.append(asked)
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(asked))
                    self.end_headers()

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = parse_qs(self.rfile.read(length).decode())
                sent = {name: values[0] for name, values in body.items()}
                made = provider.token(sent, self.headers.get("Authorization", ""))
                self.reply(made or {"error": "invalid_grant"}, 200 if made else 400)

        return Handler
