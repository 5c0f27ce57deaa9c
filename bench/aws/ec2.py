"""EC2: instances as AWS describes them, about five kilobytes each, one in a reservation."""

from functools import cache
from pathlib import Path

from bench.aws.call import Call, tags_xml, xml_answer
from bench.wire import Answer
from bench.world import World

_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
_MOST = 1000


class Ec2:
    def __init__(self, world: World) -> None:
        self._world = world
        self._template = Path(__file__).with_name("instance.xml").read_text().replace("\n", "")
        self._pages = cache(self._page)

    def answer(self, call: Call) -> Answer:
        if call.action == "DescribeInstances":
            page = call.page("NextToken", "MaxResults", _MOST)
            return Answer("ec2:DescribeInstances", self._pages(call.account, call.region, page.start, page.stop), content_type="text/xml")
        if call.action == "DescribeRegions":
            shown = "".join(f"<item><regionName>{name}</regionName></item>" for name in self._world.region_names)
            return xml_answer("ec2:DescribeRegions", _response(call.action, f"<regionInfo>{shown}</regionInfo>"))
        return xml_answer(f"ec2:{call.action}", _response(call.action, ""))

    def _page(self, account: str, region: str, start: int, stop: int) -> bytes:
        here = list(self._world.instances_in(account, region))
        shown = "".join(self._reservation(account, region, name) for name in here[start:stop])
        more = f"<nextToken>{stop}</nextToken>" if stop < len(here) else ""
        return _response("DescribeInstances", f"<reservationSet>{shown}</reservationSet>{more}").encode()

    def _reservation(self, account: str, region: str, name: str) -> str:
        tags = tags_xml(self._world.tags(name), "item", "key", "value")
        values = {"@ID@": name, "@HEX@": name[2:], "@ACCOUNT@": account, "@REGION@": region, "@TAGS@": tags}
        text = self._template
        for mark, value in values.items():
            text = text.replace(mark, value)
        return text


def _response(action: str, inner: str) -> str:
    return f'<{action}Response xmlns="{_NAMESPACE}"><requestId>bench</requestId>{inner}</{action}Response>'
