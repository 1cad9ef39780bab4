"""The steps around every handler, one module for each kind of trigger, and what handlers see of HTTP.

http           requests of API users, to integrations that a token opens
browser        requests of browsers, answered with pages
documentation  requests for documentation, which belongs to no organisation
queue          messages of a FIFO queue
schedule       jobs for every organisation
direct         commands of the operator
requests       Request and Response; from and to the events of API Gateway
templating     pages from templates, and the stylesheet
documents      the pages of documentation that there are; `tables` as values for their templates
pages          HTML pages and their content security policy; `languages` for the choice
onward         the page that leads on after a form has logged somebody on
cookies        the session cookie
codings        gzip in request bodies, and who takes it in answers; `json_bodies` JSON in bodies
preconditions  entity tags that a caller requires or excludes
stages         the stage in addresses
budget         the time that a handler may use
"""
