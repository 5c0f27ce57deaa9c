"""The console's switch-role link for a grant."""

from urllib.parse import urlencode

from integration.domain.grant import Grant

_HOSTS = {"aws": "signin.aws.amazon.com", "aws-us-gov": "signin.amazonaws-us-gov.com", "aws-cn": "signin.amazonaws.cn"}


def sign_in_url(grant: Grant) -> str:
    """The link that switches the console to the grant's role. The form wants the role's path in front of its name."""
    host = _HOSTS.get(grant.resource.partition, _HOSTS["aws"])
    query = {"account": grant.account, "roleName": f"{grant.path.lstrip('/')}{grant.name}", "displayName": grant.name}
    return f"https://{host}/switchrole?{urlencode(query, safe='/')}"
