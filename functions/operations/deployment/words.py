"""What `make deploy` prints: before a deployment what it will do and cost, after it the next steps."""

from collections.abc import Iterator, Mapping

from functions.operations.deployment import costs
from functions.operations.deployment.intentions import Intention, Surroundings
from functions.operations.registry import TILES


def before(wanted: Intention, found: Surroundings, values: Mapping[str, str]) -> Iterator[str]:
    """What will happen, and what it costs."""
    what = "A new stack" if found.is_first else "A change of the stack"
    yield f"{what} {wanted.stack} of the stage {wanted.stage}, in account {found.account}, region {wanted.region}."
    if values.get("Certificate"):
        domain = values["DomainName"]
        yield f"It answers at {domain} and *.{domain}."
        if values.get("HostedZone"):
            yield f"Both names are written into the Route 53 zone {values['HostedZone']}."
        else:
            yield "You make both names in your DNS; the last lines say where they must lead."
    else:
        yield "It answers at the address of its API only, for the default organisation."
    heard = [values[name] for name in ("AlarmEmail", "AlarmTopic") if values.get(name)]
    yield f"Alarms go to {' and '.join(heard)}." if heard else "Alarms are seen in CloudWatch only."
    if values["AccountLoggingRole"] == "create":
        yield "API Gateway gets a logging role: this account and region have none. It stays when the stack is deleted."
    if wanted.table:
        yield f"It will use the table {wanted.table}; its present table stays in the account, outside the stack."
    if found.is_first:
        yield "Table and keys stay when the stack is deleted; a first deployment that fails leaves nothing."
    yield ""
    yield "While nobody uses it, it costs about, at list prices of eu-west-1 without tax:"
    yield from costs.table(costs.standing())


def after(wanted: Intention, values: Mapping[str, str], outputs: Mapping[str, str]) -> Iterator[str]:
    """Where it answers, and the next steps."""
    yield ""
    if values.get("Certificate"):
        domain, organisation = values["DomainName"], values.get("DefaultOrganisation", "demo")
        if not values.get("HostedZone"):
            yield "Make these names in your DNS, as CNAME or as alias:"
            for name, output in ((domain, "BareDomain"), (f"*.{domain}", "OrganisationDomains")):
                yield f"  {name}  →  {outputs[f'{output}Target']}  (zone {outputs[f'{output}Zone']})"
        yield f"Organisations answer at https://<organisation>.{domain}; {organisation} at https://{domain} too."
    if "ApiUrl" in outputs and wanted.stage == "dev":
        yield f"The default organisation answers at {outputs['ApiUrl']}/api/2 as soon as there is one."
    if values.get("AlarmEmail"):
        yield f"AWS has sent a mail to {values['AlarmEmail']}: follow its link, and alarms go there."


def organisation(wanted: Intention, values: Mapping[str, str]) -> Iterator[str]:
    """The commands that make the first organisation."""
    slug = values.get("DefaultOrganisation", "demo")
    mode = "production" if wanted.stage == "prod" else "training"
    create = f'create-organisation --organisation {slug} --name "De Linde" --mode {mode}'
    yield ""
    yield "Next, the first organisation, then what it links to (README, Integrations):"
    yield f"  make operator STACK={wanted.stack} CMD='{create}'"
    for command in ("make-available", "switch-on"):
        yield f"  make operator STACK={wanted.stack} CMD='{command} --organisation {slug} --integration <integration>'"
    yield f"An <integration> is one of: {', '.join(TILES)}."
    yield "Then see whether everything works, from the outside:"
    yield f"  make smoke STACK={wanted.stack}"
