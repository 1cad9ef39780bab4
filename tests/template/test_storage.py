"""What is stored, queued and logged is encrypted with the stack's own key and can be brought back."""

import pytest

from koppel.aws.files import of_run, of_upload
from tests.template.conftest import Template

KEY_ARN = {"Fn::GetAtt": ["Key", "Arn"]}


def test_the_table_can_be_restored_to_any_moment(template: Template) -> None:
    table = template.properties("Table")
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_table_forgets_what_has_expired(template: Template) -> None:
    table = template.properties("Table")
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


def test_the_table_is_encrypted_with_our_own_key(template: Template) -> None:
    table = template.properties("Table")
    assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY_ARN}


def test_the_table_has_the_one_index_and_no_reserved_capacity(template: Template) -> None:
    table = template.properties("Table")
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "listing"
    assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_data_and_all_keys_outlive_the_stack(template: Template) -> None:
    keys = set(template.of("KMS::Key"))
    assert keys == {"Key", "FirstSigningKey", "SecondSigningKey", "RsaSigningKey"}
    for name in {"Table", "Files", *keys}:
        resource = template.resources[name]
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain"), name


def test_the_table_of_prod_cannot_be_deleted(template: Template) -> None:
    assert template.properties("Table")["DeletionProtectionEnabled"] == {"Fn::If": ["ProtectsTable", True, False]}
    assert template.data["Conditions"]["ProtectsTable"] == {
        "Fn::And": [{"Condition": "Production"}, {"Fn::Equals": [{"Ref": "ProtectTable"}, "yes"]}]
    }
    assert template.data["Conditions"]["Production"] == {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}


def test_the_key_is_rotated(template: Template) -> None:
    assert template.properties("Key")["EnableKeyRotation"] is True


def test_services_use_the_key_for_this_account_only(template: Template) -> None:
    statements = template.properties("Key")["KeyPolicy"]["Statement"]
    root = {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
    assert [each["Sid"] for each in statements if each["Principal"] == root] == ["RolesOfThisAccountByTheirOwnPolicies"]
    for each in statements:
        if each["Principal"] != root:
            assert "AWS::AccountId" in str(each["Condition"])
            assert "kms:*" not in each["Action"]


def test_every_queue_is_encrypted_with_our_own_key(template: Template) -> None:
    queues = template.of("SQS::Queue")
    assert set(queues) == {
        "HL7Queue",
        "HL7DeadQueue",
        "DirectoryQueue",
        "ImportQueue",
        "MailQueue",
        "RunsDeadQueue",
        "SweepDeadQueue",
    }
    assert all(queue["KmsMasterKeyId"] == KEY_ARN for queue in queues.values())


@pytest.mark.parametrize("name", ["HL7Queue", "DirectoryQueue", "ImportQueue", "MailQueue"])
def test_groups_do_not_wait_for_each_other(template: Template, name: str) -> None:
    queue = template.properties(name)
    assert queue["FifoQueue"] is True
    assert queue["DeduplicationScope"] == "messageGroup"
    assert queue["FifoThroughputLimit"] == "perMessageGroupId"


def test_every_log_group_is_encrypted_and_forgets(template: Template) -> None:
    groups = template.of("Logs::LogGroup")
    assert len(groups) == len(template.functions) + 1
    for group in groups.values():
        assert group["KmsKeyId"] == KEY_ARN
        assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_the_bucket_is_private_and_encrypted_with_our_own_key(template: Template) -> None:
    assert set(template.of("S3::Bucket")) == {"Files"}
    bucket = template.properties("Files")
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY_ARN}
    assert rule["BucketKeyEnabled"] is True
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "CorsConfiguration" not in bucket, "forms are sent and links are followed: neither is a script's request"
    assert "VersioningConfiguration" not in bucket, "what is deleted is gone"


def test_the_bucket_forgets_reports_after_thirty_days_and_uploads_after_one(template: Template) -> None:
    rule, of_uploads = template.properties("Files")["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] == 30
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert "Prefix" not in rule
    assert (of_uploads["Status"], of_uploads["ExpirationInDays"]) == ("Enabled", 1)
    assert of_upload("demo", "1").startswith(of_uploads["Prefix"])
    assert not of_run("demo", "1", "report.csv").startswith(of_uploads["Prefix"])


def test_the_bucket_is_reached_over_tls_only(template: Template) -> None:
    policy = template.properties("FilesPolicy")
    assert policy["Bucket"] == {"Ref": "Files"}
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [{"Fn::GetAtt": ["Files", "Arn"]}, {"Fn::Sub": "${Files.Arn}/*"}]
