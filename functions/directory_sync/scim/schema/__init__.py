"""What SCIM resources are made of, as one table that the code, `/Schemas` and the documentation read.

attributes  an attribute, and a type of resources
tables      users, groups, our extension
paths       the name of an attribute as clients write it, and the attribute that it means
selection   which attributes an answer has
discovery   what a client can ask about us
"""
