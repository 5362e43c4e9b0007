"""moto, put into the local cloud: its Step Functions run what they are given, its SNS reaches our subscribers."""

import functools
import os
import threading
from pathlib import Path

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from moto.core.config import default_user_config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

import distributed_map
import subscribers

# Longer than any function runs: the local cloud ends what takes too long.
LONGEST_INVOCATION_SECONDS = 1000


def configure(endpoint: str, mail: Path) -> DomainDispatcherApplication:
    """moto as a WSGI application. `endpoint` is the local cloud's, `mail` the folder for e-mails."""
    making = threading.Lock()

    @functools.cache
    def make_client(service: str, region: str) -> BaseClient:
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"],
            config=Config(
                parameter_validation=False,
                retries={"total_max_attempts": 1},  # the state machine's Retry says what is tried again
                read_timeout=LONGEST_INVOCATION_SECONDS,
                s3={"addressing_style": "path"},
            ),
        )

    def client_for(region: str, service: str, state_credentials: object = None) -> BaseClient:
        """Called as moto calls its own, by these names. Clients are for all threads, boto3's session is not."""
        with making:
            return make_client(service, region)

    # The interpreter's modules take the function by name when they are imported, which is after this.
    from moto.stepfunctions.parser.asl.utils import boto_client

    boto_client.boto_client_for = client_for
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    distributed_map.install()
    subscribers.install(client_for, mail, endpoint)
    return DomainDispatcherApplication(create_backend_app)
