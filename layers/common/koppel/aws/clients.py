"""One boto3 client for each service, made when first used and kept for the life of the environment."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from koppel.aws.patience import COMMAND_SECONDS, CONNECT_SECONDS, FILE_SECONDS, MAIL_SECONDS, READ_SECONDS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

# One try: `patience` repeats, because it knows how much time is left.
_ONE_TRY = Config(
    connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"mode": "standard", "total_max_attempts": 1}
)

# Of a function it takes as long as the command takes, which ends within the gateway's 29 seconds or not at all.
_ONE_COMMAND = Config(
    connect_timeout=CONNECT_SECONDS, read_timeout=COMMAND_SECONDS, retries={"mode": "standard", "total_max_attempts": 1}
)


@cache
def dynamodb() -> "DynamoDBClient":
    """Client of DynamoDB."""
    return boto3.client("dynamodb", config=_ONE_TRY)


@cache
def kms() -> "KMSClient":
    """Client of the Key Management Service."""
    return boto3.client("kms", config=_ONE_TRY)


@cache
def sqs() -> "SQSClient":
    """Client of the Simple Queue Service."""
    return boto3.client("sqs", config=_ONE_TRY)


# Signature version 4 in addresses that are handed out: objects under a KMS key need it (Amazon S3 user guide,
# "Specifying Signature Version in Request Authentication").
_ONE_FILE = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=FILE_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 1},
    signature_version="s3v4",
    s3={"addressing_style": "virtual"},  # presigned addresses name the region: the other name redirects for a day
)


@cache
def s3() -> "S3Client":
    """Client of the Simple Storage Service."""
    return boto3.client("s3", config=_ONE_FILE)


# An answer that is given up too early leaves unknown whether a mail was sent.
_ONE_MAIL = Config(
    connect_timeout=CONNECT_SECONDS, read_timeout=MAIL_SECONDS, retries={"mode": "standard", "total_max_attempts": 1}
)


@cache
def mail() -> "SESV2Client":
    """Client of the Simple Email Service, version 2."""
    return boto3.client("sesv2", config=_ONE_MAIL)


@cache
def functions() -> "LambdaClient":
    """Client of Lambda, for invoking other functions of the stack."""
    return boto3.client("lambda", config=_ONE_COMMAND)
