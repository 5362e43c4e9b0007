"""The companion of shrike-local: DynamoDB, SNS, SQS, Step Functions and STS, served by moto.

Says `listening <port>` on standard output once it can be asked. The local cloud stands before it, so
whatever it does itself for a user (a state machine's task, a subscriber's notification) goes back
through that endpoint.
"""

import argparse
import logging
import os
from pathlib import Path

from werkzeug.serving import make_server

from foreign_page import refuse_foreign_pages


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--endpoint", required=True, help="URL of the local cloud")
    parser.add_argument("--account", required=True)
    parser.add_argument("--mail", required=True, type=Path, help="folder for what subscribers by e-mail get")
    return parser.parse_args()


def main() -> None:
    options = parse_arguments()
    os.environ["MOTO_ACCOUNT_ID"] = options.account  # read when moto is imported

    import services

    app = services.configure(options.endpoint, options.mail)
    # A line a request is the local cloud's business.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, refuse_foreign_pages(app), threaded=True)
    print(f"listening {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
