"""S3: the buckets of an account with their regions, and the tags of one."""

from bench.aws.call import Call, tags_xml, xml_answer
from bench.wire import Answer
from bench.world import World

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_MOST = 10_000


class S3:
    def __init__(self, world: World) -> None:
        self._world = world
        self._buckets = {account: list(world.buckets_of(account)) for account in world.account_ids}

    def answer(self, call: Call) -> Answer:
        name = call.request.path.strip("/")
        if not name:
            return self._list(call)
        if "tagging" in call.parameters:
            tags = tags_xml(self._world.tags(name), "Tag")
            return xml_answer("s3:GetBucketTagging", f'<Tagging xmlns="{_NAMESPACE}"><TagSet>{tags}</TagSet></Tagging>')
        return xml_answer("s3:HeadBucket", "")

    def _list(self, call: Call) -> Answer:
        buckets = self._buckets[call.account]
        page = call.page("continuation-token", "max-buckets", _MOST)
        shown = "".join(
            f"<Bucket><Name>{name}</Name><CreationDate>2025-03-04T05:06:07.000Z</CreationDate><BucketRegion>{region}</BucketRegion>"
            f"<BucketArn>arn:aws:s3:::{name}</BucketArn></Bucket>"
            for name, region in buckets[page]
        )
        more = f"<ContinuationToken>{page.stop}</ContinuationToken>" if page.stop < len(buckets) else ""
        owner = "<Owner><ID>bench</ID></Owner>"
        body = f'<ListAllMyBucketsResult xmlns="{_NAMESPACE}">{owner}<Buckets>{shown}</Buckets>{more}</ListAllMyBucketsResult>'
        return xml_answer("s3:ListBuckets", body)
