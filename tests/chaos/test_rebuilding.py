"""AWS is the only store: a wiped Port is rebuilt from it, and a grant that operators meddled with still goes."""

from collections.abc import Awaitable
from pathlib import Path

from tests.chaos.faults import Fault, Strike
from tests.chaos.holdings import held
from tests.chaos.invariants import findings
from tests.chaos.lane import Lane, open_lane
from tests.chaos.process import Settings
from tests.chaos.stories import grant

_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
# What a killed process left shall stay as it is for as long as the test looks.
_NOBODY_TAKES_OVER: Settings = {"OCEAN__INTEGRATION__CONFIG__ABANDONED_AFTER": "1h"}


async def test_a_wiped_port_is_rebuilt_by_one_resync(tmp_path: Path) -> None:
    async with open_lane(tmp_path, "wiped", _NOBODY_TAKES_OVER) as lane:
        whole = await grant(lane.world, duration="1h")
        half_made = f"Permission-{await _killed_at(lane, 'iam AttachRolePolicy', lane.world.request(duration='1h'))}"
        half_revoked = await grant(lane.world, duration="1h")
        await _killed_at(lane, "iam DeletePolicy", lane.world.revoke(half_revoked))
        await lane.world.wipe()
        await lane.world.resync()
        entities = await lane.world.grants()
        statuses = {name: entities[name]["properties"]["status"] for name in (whole, half_made, half_revoked)}
        assert statuses == {whole: "active", half_made: "provisioning", half_revoked: "revoking"}
        assert (await held(lane.world.iam)).names == {whole, half_made, half_revoked}
        related = entities[whole]["relations"]
        assert (related["aws_resource"], related["permissions"]) == ("arn:aws:s3:::northlight-covers", ["s3:PutObject"])


async def test_a_role_that_somebody_made_administrator_is_revoked_with_all_that_hangs_on_it(tmp_path: Path) -> None:
    async with open_lane(tmp_path, "meddled") as lane:
        name = await grant(lane.world, duration="1h")
        await lane.world.iam.attach_role_policy(RoleName=name, PolicyArn=_ADMINISTRATOR)
        run = await lane.world.revoke(name)
        assert await lane.world.ended(run, 30)
        assert (await lane.world.run(run))["status"] == "SUCCESS"
        assert await findings(lane.world) == []
        assert (await held(lane.world.iam)).names == set()


async def _killed_at(lane: Lane, call: str, start: Awaitable[str]) -> str:
    """The run that the process worked on when it was killed at its first such call; the next one has done its resync."""
    lane.integration.traffic.begin(Strike(call, 1, Fault.KILL_BEFORE))
    starts = lane.integration.starts
    run = await start
    await lane.risen(starts)
    return run
