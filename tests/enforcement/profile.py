"""Credentials in a profile of their own, because environment variables would reach the tests of other rooms."""

from pathlib import Path

from aiobotocore.session import AioSession

from sandbox.aws import AccessKey, LocalAws


def session_with(local: LocalAws, key: AccessKey, config: Path) -> AioSession:
    """A session that reads the key from the file `config`, which is written here."""
    lines = [f"endpoint_url = {local.endpoint_url}", f"aws_access_key_id = {key.id}", f"aws_secret_access_key = {key.secret}"]
    config.write_text("\n".join(["[profile enforcement]", *lines, ""]))
    session = AioSession(profile="enforcement")
    session.set_config_variable("config_file", str(config))
    return session
