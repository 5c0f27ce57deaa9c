"""What the log tells: a constant sentence for each fact, and what varies as fields beside it.

Ocean prints only the message of a record, unless it logs at DEBUG, so the fields are told in the message too.
"""

from loguru import logger


def info(fact: str, **fields: object) -> None:
    _tell("INFO", fact, fields)


def warning(fact: str, **fields: object) -> None:
    _tell("WARNING", fact, fields)


def error(fact: str, *, cause: BaseException | None = None, **fields: object) -> None:
    """With the trace of the cause, where it is one that nobody foresaw."""
    _tell("ERROR", fact, fields, cause)


def _tell(level: str, fact: str, fields: dict[str, object], cause: BaseException | None = None) -> None:
    told = {name: str(value) for name, value in fields.items() if value is not None}
    beside = " ".join(f"{name}={{{name}}}" for name in told)
    logger.opt(depth=2, exception=cause).log(level, f"{fact}: {beside}" if told else fact, **told)
