"""Discovery: what a client can ask about us (RFC 7644 section 4), made from the tables."""

from functions.directory_sync.scim.schema.attributes import Attribute, DataType, Resource, ResourceType, Schema
from functions.directory_sync.scim.schema.tables import RESOURCE_TYPES, SCHEMAS

DOCUMENTATION = "/docs/scim"
_CORE = "urn:ietf:params:scim:schemas:core:2.0"
_SINCE = "2026-11-29T00:00:00Z"


def configuration(root: str, base_url: str, most_results: int) -> Resource:
    """The ServiceProviderConfig (RFC 7643 section 5). `root` is the address of the SCIM endpoint, `most_results` the
    number of resources in one answer at most."""
    return {
        "schemas": [f"{_CORE}:ServiceProviderConfig"],
        "documentationUri": f"{base_url}{DOCUMENTATION}",
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": most_results},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "The token of an API user with the scope scim.",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "documentationUri": f"{base_url}{DOCUMENTATION}",
                "primary": True,
            }
        ],
        "meta": _meta("ServiceProviderConfig", f"{root}/ServiceProviderConfig"),
    }


def resource_types(root: str) -> list[Resource]:
    """The resource types (RFC 7643 section 6)."""
    return [_resource_type(each, root) for each in RESOURCE_TYPES]


def schemas(root: str) -> list[Resource]:
    """The schemas (RFC 7643 section 7)."""
    return [_schema(each, root) for each in SCHEMAS]


def _resource_type(of: ResourceType, root: str) -> Resource:
    extensions = [{"schema": each.urn, "required": False} for each in of.extensions]
    return {
        "schemas": [f"{_CORE}:ResourceType"],
        "id": of.name,
        "name": of.name,
        "endpoint": of.endpoint,
        "description": of.explanation.en,
        "schema": of.schema.urn,
        "schemaExtensions": extensions,
        "meta": _meta("ResourceType", f"{root}/ResourceTypes/{of.name}"),
    }


def _schema(of: Schema, root: str) -> Resource:
    return {
        "schemas": [f"{_CORE}:Schema"],
        "id": of.urn,
        "name": of.name,
        "description": of.explanation.en,
        "attributes": [_attribute(each) for each in of.attributes],
        "meta": _meta("Schema", f"{root}/Schemas/{of.urn}"),
    }


def _attribute(of: Attribute) -> Resource:
    found: Resource = {
        "name": of.name,
        "type": of.type.value,
        "multiValued": of.several,
        "description": of.explanation.en,
        "required": of.required,
        "mutability": of.mutability.value,
        "returned": of.returned.value,
    }
    if of.is_complex:
        found["subAttributes"] = [_attribute(each) for each in of.parts]
    else:
        found["uniqueness"] = "server" if of.unique else "none"
    if of.type in {DataType.STRING, DataType.REFERENCE}:
        found["caseExact"] = of.case_exact
    if of.choices:
        found["canonicalValues"] = list(of.choices)
    if of.refers_to:
        found["referenceTypes"] = list(of.refers_to)
    return found


def _meta(name: str, location: str) -> Resource:
    return {"resourceType": name, "created": _SINCE, "lastModified": _SINCE, "location": location}
