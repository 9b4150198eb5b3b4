"""Signing in elsewhere: a real exchange with a small provider, and each of its lies refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from classroom import oidc
from tests.provider import CLIENT_ID, CLIENT_SECRET, Provider

BACK = "https://classroom.example/sign-in/back"


@pytest.fixture(name="provider")
def one_provider() -> Iterator[Provider]:
    served = Provider()
    yield served
    served.close()


def client_of(provider: Provider, secret: str = CLIENT_SECRET) -> oidc.Provider:
    return oidc.Provider(provider.issuer, CLIENT_ID, secret, BACK)


def sent_back(url: str) -> dict[str, str]:
    """What the provider adds to our address once the person said yes."""
    with httpx2.Client(verify=False) as browser:
        location = browser.get(url).headers["location"]
    assert location.startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


async def whole(client: oidc.Provider) -> oidc.Person:
    url, started = await client.start("/staff/history")
    back = await asyncio.to_thread(sent_back, url)
    return await client.finish(started, back["state"], back["code"])


def test_someone_comes_back_as_who_they_are(provider: Provider) -> None:
    provider.claims["name"] = "Inès"
    person = asyncio.run(whole(client_of(provider)))
    assert person == oidc.Person("u-1", "ines@example.org", "Inès")
    asked = provider.asked[0]
    assert asked["scope"] == oidc.SCOPE
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == BACK
    assert len(asked["nonce"]) >= 16
    assert len(asked["state"]) >= 16


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_is_not_verified_is_none(provider: Provider, verified: object) -> None:
    provider.claims["email_verified"] = verified
    assert asyncio.run(whole(client_of(provider))).email == ""


@pytest.mark.parametrize(
    "lie",
    [
        "issuer of the address",
        "issuer",
        "audience",
        "expired",
        "nonce",
        "key",
        "no signature",
        "secret for a key",
        "down",
    ],
)
def test_what_cannot_be_trusted_is_refused(provider: Provider, lie: str) -> None:
    provider.lie = lie
    with pytest.raises(oidc.ProviderFailed):
        asyncio.run(whole(client_of(provider)))


def test_a_state_a_code_or_a_secret_that_is_not_ours_is_refused(provider: Provider) -> None:
    async def come_back(**changed: str) -> None:
        client = client_of(provider, changed.pop("secret", CLIENT_SECRET))
        url, started = await client.start()
        back = {**await asyncio.to_thread(sent_back, url), **changed}
        await client.finish(started, back["state"], back["code"])

    for changed in ({"state": "x"}, {"code": "x"}, {"code": ""}, {"secret": "x"}):
        with pytest.raises(oidc.ProviderFailed):
            asyncio.run(come_back(**changed))
    asyncio.run(come_back())


def test_a_code_is_of_use_once_and_with_its_own_verifier(provider: Provider) -> None:
    async def twice() -> None:
        client = client_of(provider)
        url, started = await client.start()
        _, another = await client.start()
        back = await asyncio.to_thread(sent_back, url)
        mixed = oidc.Started(started.state, started.nonce, another.code_verifier)
        with pytest.raises(oidc.ProviderFailed):
            await client.finish(mixed, back["state"], back["code"])
        with pytest.raises(oidc.ProviderFailed):
            await client.finish(started, back["state"], back["code"])

    asyncio.run(twice())


def test_a_provider_that_is_not_there_is_one_refusal() -> None:
    client = oidc.Provider("http://127.0.0.1:9", CLIENT_ID, CLIENT_SECRET, BACK)
    with pytest.raises(oidc.ProviderFailed):
        asyncio.run(client.start())
