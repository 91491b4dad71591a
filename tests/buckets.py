"""A store for tests that speaks S3: moto's server, in a thread, on a free loopback port."""

import contextlib
import logging
from collections.abc import Iterator

import boto3
from botocore.client import Config
from moto.server import ThreadedMotoServer

KEY, SECRET = "key-of-a-test", "secret-of-a-test"
SPOKEN = {"GONGJIAN_FILES_KEY": KEY, "GONGJIAN_FILES_SECRET": SECRET}


@contextlib.contextmanager
def s3_server() -> Iterator[str]:
    """Its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def make_bucket(endpoint: str, name: str) -> None:
    """An empty bucket there."""
    session = boto3.session.Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1")
    client = session.client("s3", endpoint_url=endpoint, config=Config(s3={"addressing_style": "path"}))
    client.create_bucket(Bucket=name)
