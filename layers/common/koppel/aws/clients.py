"""One boto3 client for each service, made when first used and kept for the life of the environment."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_sqs import SQSClient

# Short enough to fail and try again well within a function's own time limit.
_PATIENCE = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})


@cache
def dynamodb() -> "DynamoDBClient":
    """Client of DynamoDB."""
    return boto3.client("dynamodb", config=_PATIENCE)


@cache
def kms() -> "KMSClient":
    """Client of the Key Management Service."""
    return boto3.client("kms", config=_PATIENCE)


@cache
def sqs() -> "SQSClient":
    """Client of the Simple Queue Service."""
    return boto3.client("sqs", config=_PATIENCE)
