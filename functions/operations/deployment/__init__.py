"""Deploying: `make deploy STAGE=… DOMAIN=… CERTIFICATE=… ALARM_EMAIL=…` from the shell of somebody with an AWS account.

It looks what is there, says what it will do and what that costs, deploys, and names the next step. No part of it runs
on AWS.
"""
