"""The documentation under `/docs/api` and the OpenAPI document it is rendered from."""
