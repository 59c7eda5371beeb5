"""moto as a stand-in for the AWS account that the stack is deployed into: `server.py PORT`. Two routes are added to moto's:
`GET /moto-api/asked` tells the rights that calls needed, `GET /moto-api/published` what was published on topics."""

import json
import sys

from deliveries import deliver_to_topics, published
from missing_types import add_missing_types
from moto.moto_api._internal import urls
from moto.server import main
from repairs import repair_cloudformation
from rights import asked, hold_to_rights


def tell(facts):
    return lambda request, full_url, headers: (200, {"Content-Type": "application/json"}, json.dumps(facts))


if __name__ == "__main__":
    port = sys.argv[1]
    urls.url_paths["{0}/moto-api/asked"] = tell(asked)
    urls.url_paths["{0}/moto-api/published"] = tell(published)
    repair_cloudformation(port)
    add_missing_types(port)
    deliver_to_topics()
    hold_to_rights()
    main(["-H", "127.0.0.1", "-p", port])
