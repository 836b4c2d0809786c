"""The clinical tasks: one folder each, all alike, found by being there."""

from importlib import import_module
from pkgutil import iter_modules

from app.domain.task import Task

TASKS: dict[str, Task] = {
    module.name: import_module(f"{__name__}.{module.name}").TASK
    for module in sorted(iter_modules(__path__), key=lambda module: module.name)
    if module.ispkg
}
