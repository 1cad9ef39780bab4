"""AWS: the only code that uses boto3.

table        read rows, write them alone or in a transaction
writes       Put, Update, Delete and Check, with their conditions
rows         rows as Python values
row_keys     the keys of all rows
queues       FIFO queues that carry ids
files        files in a bucket, and addresses at which people send and get them
mail         letters that the Simple Email Service delivers
secrets      secrets encrypted by KMS
kms_signing  signatures by KMS keys
functions    other functions of the stack, invoked directly
clients      one boto3 client for each service
patience     how long and how often AWS is asked
errors       errors of AWS as exceptions of our own
"""
