"""A client is opened once per service and region, for the life of the process."""

import asyncio
import os
import ssl
from pathlib import Path

import certifi
import pytest

from integration.aws import sessions
from integration.aws.accounts import own_account
from integration.aws.errors import Unreachable
from integration.aws.sessions import Aws


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


async def test_a_place_has_one_client_however_often_it_is_asked_for() -> None:
    aws = Aws()
    first = await aws.client("iam", "us-east-1")
    assert await aws.client("iam", "us-east-1") is first
    await aws.close()


async def test_a_place_has_one_client_also_when_it_is_asked_for_at_once() -> None:
    aws = Aws()
    clients = await asyncio.gather(*(aws.client("sqs", "us-east-1") for _ in range(20)))
    assert len({id(client) for client in clients}) == 1
    await aws.close()


async def test_other_regions_and_services_have_clients_of_their_own() -> None:
    aws = Aws()
    places = [("sqs", "us-east-1"), ("sqs", "eu-west-1"), ("sns", "us-east-1")]
    clients = await asyncio.gather(*(aws.client(*place) for place in places))
    assert [client.meta.region_name for client in clients] == [region for _, region in places]
    assert len({id(client) for client in clients}) == len(places)
    await aws.close()


async def test_all_clients_share_one_context_that_verifies_whom_they_speak_to() -> None:
    aws = Aws()
    shop = aws.assuming("arn:aws:iam::210987654321:role/PortReader", None, "us-east-1")
    clients = [await owner.client(service, "us-east-1") for owner in (aws, shop) for service in ("sqs", "sns")]
    opened = await asyncio.gather(*(client._endpoint.http_session._get_session(None) for client in clients))
    contexts = {session.connector._ssl for session in opened}
    assert len(contexts) == 1
    (context,) = contexts
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    await aws.close()


async def test_a_bundle_of_authorities_is_the_only_one_that_is_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first, *_ = Path(certifi.where()).read_text().split("-----END CERTIFICATE-----")
    bundle = tmp_path / "authorities.pem"
    bundle.write_text(f"{first}-----END CERTIFICATE-----\n")
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))
    aws = Aws()
    session = await (await aws.client("sqs", "us-east-1"))._endpoint.http_session._get_session(None)
    assert session.connector._ssl.cert_store_stats()["x509_ca"] == 1
    await aws.close()


async def test_clients_that_were_only_borrowed_are_closed_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "CLIENTS_KEPT", 2)
    aws = Aws()
    shop = aws.assuming("arn:aws:iam::210987654321:role/PortReader", None, "us-east-1")
    kept = await aws.client("sqs", "us-east-1")
    borrowed = []
    for owner, region in ((aws, "us-east-1"), (aws, "eu-west-1"), (shop, "eu-west-1"), (aws, "eu-west-1"), (shop, "us-east-1")):
        async with owner.borrowed("sqs", region) as client:
            borrowed.append(client)
    assert borrowed[0] is kept
    assert borrowed[3] is borrowed[1], "the last two are kept"
    async with shop.borrowed("sqs", "eu-west-1") as again, shop.borrowed("sqs", "eu-west-1") as twice:
        assert again is not borrowed[2]
        assert twice is again
        async with aws.borrowed("sqs", "ap-south-1"), aws.borrowed("sqs", "eu-central-1"), aws.borrowed("sns", "eu-west-1"):
            pass
        assert await shop.client("sqs", "eu-west-1") is again, "what is in use stays open"
    assert await aws.client("sqs", "us-east-1") is kept
    await aws.close()


async def test_a_failed_opening_is_tried_anew() -> None:
    aws = Aws()
    with pytest.raises(Unreachable, match="open nothing-of-the-kind in us-east-1"):
        await aws.client("nothing-of-the-kind", "us-east-1")
    assert (await aws.client("sqs", "us-east-1")).meta.region_name == "us-east-1"
    await aws.close()


async def test_without_credentials_we_say_what_we_wanted_them_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    aws = Aws()
    with pytest.raises(Unreachable, match="tell whose credentials these are: Unable to locate credentials"):
        await own_account(aws, "us-east-1")
    await aws.close()


async def test_the_account_is_that_of_the_credentials(moto_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_url)
    aws = Aws()
    account = await own_account(aws, "eu-west-1")
    assert (account.id, account.partition, account.home_region) == ("123456789012", "aws", "us-east-1")
    assert await account.client("iam") is await aws.client("iam", "us-east-1")
    await aws.close()
