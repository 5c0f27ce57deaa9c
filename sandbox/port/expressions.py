"""jq expressions as Port evaluates them: on a context, first output only, without sight of this process."""

from functools import lru_cache
from typing import Any

import jq

# jq's own `env` would show the environment of this process to whoever may write an action.
_BLINDFOLD = "def env: {}; {} as $ENV | "


class ExpressionError(ValueError):
    """An expression that jq cannot compile or that fails on the given context."""


def evaluate(expression: str, context: Any) -> Any:
    """The first output of the expression, None where it has none. Raises ExpressionError."""
    try:
        outputs = _compiled(expression).input_value(context).all()
    except ValueError as error:
        raise ExpressionError(f"jq cannot evaluate {expression!r}: {error}") from error
    return outputs[0] if outputs else None


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    return jq.compile(_BLINDFOLD + expression)
