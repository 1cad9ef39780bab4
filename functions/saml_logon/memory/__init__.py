"""What is stored between two requests of a browser.

logon_requests     requests of ours that wait for their response, and assertions that were used
name_id_bindings   which person at an identity provider an account belongs to
saml_sessions      sessions here that began by SAML, for single logout
logon_history      reports of the last logons
"""
