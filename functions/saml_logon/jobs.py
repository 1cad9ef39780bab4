"""Scheduled jobs of SAML logon: warnings of certificates that expire."""

from collections.abc import Mapping

from functions.saml_logon.connection import certificate_expiry
from koppel.entrance.schedule import Job

EVERY_FIVE_MINUTES: Mapping[str, Job] = {}
DAILY: Mapping[str, Job] = {"certificates": certificate_expiry.watch}
