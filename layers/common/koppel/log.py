"""Log lines and metrics: one line for each invocation. Its fields are the parameters of `done`; none of them holds
personal data."""

from functools import cache

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit


@cache
def _logger() -> Logger:
    return Logger(log_uncaught_exceptions=False)


@cache
def _metrics(function: str) -> EphemeralMetrics:
    return EphemeralMetrics(service=function)


def prepare() -> None:
    """Make the logger, as the first line would."""
    _logger()


def done(
    event: str,
    *,
    organisation: str = "",
    reference: str = "",
    route: str = "",
    status: int = 0,
    caller: str = "",
    outcome: str = "",
    milliseconds: int = 0,
    count: int = 0,
    failed: int = 0,
) -> None:
    """Log the one line of an invocation that ended without an unexpected failure.

    event         what was done, in a word or two: `answered`, `worked`, `swept`
    organisation  slug
    reference     id under which the error log and pages name the request
    route         method and pattern of the route, never the path itself
    status        of the HTTP response
    caller        id of the API user
    outcome       slug of the problem, or a word for the result
    count         messages or things that were handled
    failed        those of them that failed
    """
    line = {
        "organisation": organisation,
        "reference": reference,
        "route": route,
        "status": status,
        "caller": caller,
        "outcome": outcome,
        "milliseconds": milliseconds,
        "count": count,
        "failed": failed,
    }
    _logger().info(event, extra={name: value for name, value in line.items() if value})


def broke(event: str, error: BaseException, *, reference: str) -> None:
    """Log an unexpected failure: the type of the exception and where it was raised, never its text, which may hold
    values that were sent."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    _logger().error(event, extra={"error": type(error).__name__, "frames": frames[-8:], "reference": reference})


def measure(function: str, **counts: int) -> None:
    """Log counts of this invocation by name, in one line of CloudWatch's embedded metric format."""
    metrics = _metrics(function)
    for name, count in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
