"""Scenarios (c), one request and one revoke at a time, and (d), many requests at once: runs that the integration claims from Port."""

from collections.abc import Sequence
from statistics import median
from time import monotonic, sleep

from bench.figures import Found, Target
from bench.organization import PEOPLE
from bench.sailing import RTT, Bench, Failed, opened
from bench.sizes import Sizes
from bench.world import World
from integration.aws.bounds import WRITES_IN_A_ROW_SECONDS, WRITES_PER_SECOND

_WORLD = World(buckets=4, instances=4)
_KINDS = ("AWS::IAM::Permission", "AWS::S3::Bucket", "AWS::EC2::Instance", "AWS::IAM::Grant")
_LOOK_SECONDS = 0.2
_LONGEST_SECONDS = 180

# One round trip each; what stands in a line is asked side by side.
REQUEST_PATH = (
    "Port: acknowledge the run",
    "Port: read the run, which says who asks for what",
    "Port: read the resource and the permissions that it names",
    "AWS: is the resource still there",
    "AWS: CreateRole, CreatePolicy",
    "AWS: AttachRolePolicy, which needs both",
    "AWS: read back what is attached and written",
    "Port: write the entity and the run's log",
    "Port: end the run",
)
REVOKE_PATH = (
    "Port: acknowledge the run",
    "Port: read the run, which says who asks for what",
    "Port: read the entity, end the request that made it where that is still under way",
    "AWS: read the role, whose record says whether it is ours",
    "AWS: PutRolePolicy, which ends live sessions",
    "AWS: DetachRolePolicy",
    "AWS: DeletePolicy, DeleteRolePolicy, which need it detached",
    "AWS: DeleteRole, which needs it empty",
    "AWS: read that role and policy are gone",
    "Port: delete the entity and write the run's log",
    "Port: end the run",
)
REVOKE_REMARK = (
    "Ours takes one round trip more: the denial goes only after the policy, though AWS would let both go at once, so that a revoke that"
    " breaks off shows as one."
)


def measure(sizes: Sizes) -> list[Found]:
    """Raises `Failed` where a run does not succeed."""
    with opened(_WORLD, _KINDS) as bench, bench.sailing():
        _one_by_one(bench, 1)  # opens the connections that stay open
        requests, revokes = _one_by_one(bench, sizes.requests)
        return [
            _found("request", requests, REQUEST_PATH),
            _found("revoke", revokes, REVOKE_PATH, REVOKE_REMARK),
            _burst(bench, sizes.burst),
        ]


def _one_by_one(bench: Bench, count: int) -> tuple[list[float], list[float]]:
    """Seconds from when the integration turned to the run, by acknowledging it, until Port had its end, of requests and of revokes."""
    requests, revokes = [], []
    for number in range(count):
        request = _ask(bench, number)
        requests += _work(bench, [request])
        revokes += _work(bench, [bench.organization.start("revoke_permissions", f"Permission-{request}", PEOPLE[0])])
    return requests, revokes


def _ask(bench: Bench, number: int) -> str:
    person, bucket = PEOPLE[number % len(PEOPLE)], f"arn:aws:s3:::bench-bucket-{number % _WORLD.buckets:06d}"
    asked = {"permissions": ["s3:GetObject", "s3:PutObject"], "duration": "1h", "reason": "to measure how long it takes"}
    return bench.organization.start("request_permissions", bucket, person, **asked)


def _work(bench: Bench, runs: Sequence[str]) -> list[float]:
    latest = monotonic() + _LONGEST_SECONDS
    while "IN_PROGRESS" in (statuses := bench.organization.statuses()).values():
        if monotonic() > latest:
            raise Failed(f"The runs had not ended after {_LONGEST_SECONDS} seconds.")
        sleep(_LOOK_SECONDS)
    for run in runs:
        if statuses[run] != "SUCCESS":
            raise Failed(f"A run ended with {statuses[run]}: {bench.organization.log_of(run)}")
    seconds = bench.port.tell()["work_seconds"]
    return [seconds[run] for run in runs]


def _found(name: str, seconds: list[float], path: tuple[str, ...], remark: str = "") -> Found:
    latency, shortest = median(seconds), len(path) * RTT
    figures = {"latency_over_path": latency / shortest, "latency_s": latency}
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(path, 1))
    remarked = f"\n\n{remark}" if remark else ""
    return Found(
        name,
        figures,
        (Target(f"(c) {name} once claimed, over its critical path", figures["latency_over_path"], 1.3),),
        notes=(
            f"(c) A {name} took {latency:.2f} s (median of {len(seconds)}; {min(seconds):.2f} to {max(seconds):.2f}), from"
            " when Ocean turned to the run and asked to acknowledge it. Its critical path has"
            f" {len(path)} round trips, {shortest:.2f} s:\n\n{steps}{remarked}",
        ),
    )


def _burst(bench: Bench, count: int) -> Found:
    bench.forget()
    began = monotonic()
    runs = [_ask(bench, number) for number in range(count)]
    _work(bench, runs)
    wall = monotonic() - began
    told, held = bench.port.tell(), bench.organization.entities("provisioned_permissions")
    made, hand_outs = bench.aws.tell()["calls"], [told["hand_outs"].get(run, 0) for run in runs]
    by_rate = (count - WRITES_PER_SECOND * WRITES_IN_A_ROW_SECONDS) / WRITES_PER_SECOND
    figures = {
        "runs": count,
        "wall_s": wall,
        "runs_per_s": count / wall,
        "wall_over_rate": wall / by_rate,
        "lost_leases": sum(times - 1 for times in hand_outs),
        "duplicates": made["iam:CreateRole"] - count + len(held) - len({one["identifier"] for one in held}),
    }
    return Found(
        "burst",
        figures,
        (
            Target(f"(d) leases lost by {count} requests at once", figures["lost_leases"], 0),
            Target("(d) grants made twice", figures["duplicates"], 0),
            Target("(d) wall, over what the configured IAM rate takes", figures["wall_over_rate"], 1.3),
        ),
        notes=(
            f"(d) {count} requests ended {wall:.1f} s after the first of them was asked for. {WRITES_PER_SECOND} changes of a kind a"
            f" second, the first {WRITES_PER_SECOND * WRITES_IN_A_ROW_SECONDS} at once, take {by_rate:.1f} s, from the first CreateRole to"
            " the last. The rest is the wait for the next poll, two seconds at most, in which the others are asked for; what the first"
            f" request does before its CreateRole and the last one after it; and {_LOOK_SECONDS} s at most until the end is noticed.",
        ),
    )
