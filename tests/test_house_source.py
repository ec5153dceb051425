"""Rules of the house over source code. Each rule is a function from one file to its breaches; a planted breach proves that it looks."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORKFLOW = "arcadumas/core/handling/workflow.py"
Rule = Callable[[str, str], list[str]]


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def names(node: ast.AST) -> set[str]:
    return {last_name(part) for part in ast.walk(node)} - {""}


def is_report(node: ast.AST) -> bool:
    name = last_name(node).lower()
    return "report" in name and "reporter" not in name


def has_text(node: ast.AST, text: str) -> bool:
    return any(isinstance(part, ast.Constant) and part.value == text for part in ast.walk(node))


def assigned(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def call_writes_state(call: ast.Call) -> bool:
    method, base = last_name(call.func), getattr(call.func, "value", call.func)
    gives_state = any(keyword.arg == "state" for keyword in call.keywords)
    if method == "setattr":
        return is_report(call.args[0]) and has_text(call.args[1], "state")
    if method in {"save", "asave"}:
        return is_report(base) and any(k.arg == "update_fields" and has_text(k.value, "state") for k in call.keywords)
    if method == "bulk_update":
        return "Report" in names(base) and any(has_text(part, "state") for part in [*call.args, *call.keywords])
    makes = method in {"update", "create", "get_or_create", "update_or_create"} and "Report" in names(base)
    return gives_state and (method == "Report" or makes)


def state_writers(path: str, text: str) -> list[str]:
    """Only the workflow writes Report.state."""
    if path == WORKFLOW or not path.startswith("arcadumas/") or "/migrations/" in path:
        return []
    breaches = []
    for node in ast.walk(parsed(text)):
        attributes = [target for target in assigned(node) if isinstance(target, ast.Attribute)]
        sets = any(target.attr == "state" and is_report(target.value) for target in attributes)
        calls = isinstance(node, ast.Call) and call_writes_state(node)
        sql = isinstance(node, ast.Constant) and re.search(
            r'(?is)update\s+"?reports_report\b.*\bstate\b', str(node.value)
        )
        if sets or calls or sql:
            breaches.append(f"{path}:{node.lineno} writes Report.state")
    return breaches


def signal_users(path: str, text: str) -> list[str]:
    """Nobody uses Django's signals; a test may listen to the framework's own."""
    if not path.startswith("arcadumas/"):
        return []
    breaches = []
    for node in ast.walk(parsed(text)):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        if any(re.match(r"django\.(dispatch|.*\bsignals)\b", module) for module in modules):
            breaches.append(f"{path}:{node.lineno} uses signals")
    return breaches


def inline_imports(path: str, text: str) -> list[str]:
    """An import inside a function carries its reason; commands are exempt, because they are listed before Django is set up."""
    if not path.startswith("arcadumas/") or path.startswith("arcadumas/site/cli/") or "/migrations/" in path:
        return []
    lines = text.splitlines()
    inside = (node for function in functions(parsed(text)) for node in ast.walk(function))
    imports = {node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)}
    reasoned = re.compile(r"# noqa: PLC0415\W+\w+.{8,}")
    return [
        f"{path}:{line} imports inside a function" for line in sorted(imports) if not reasoned.search(lines[line - 1])
    ]


def default_orders(path: str, text: str) -> list[str]:
    """No Meta.ordering: who lists says in which order."""
    metas = (node for node in ast.walk(parsed(text)) if isinstance(node, ast.ClassDef) and node.name == "Meta")
    fields = (target for meta in metas for part in meta.body for target in assigned(part))
    return [f"{path}:{field.lineno} has Meta.ordering" for field in fields if last_name(field) == "ordering"]


def save_overrides(path: str, text: str) -> list[str]:
    """A model's save or delete may only refuse."""
    if not path.endswith("models.py"):
        return []
    methods = (node for node in functions(parsed(text)) if node.name in {"save", "delete"})
    return [
        f"{path}:{node.lineno} overrides {node.name}" for node in methods if not isinstance(node.body[-1], ast.Raise)
    ]


def ambient_actors(path: str, text: str) -> list[str]:
    """Who acts is keyword-only and never defaulted, in the functions that core and duties offer."""
    if not path.startswith(("arcadumas/core/", "arcadumas/duties/")):
        return []
    breaches = []
    tops = (node for node in parsed(text).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))
    for function in tops:
        given = function.args
        positional = [*given.posonlyargs, *given.args]
        defaults = dict(zip([a.arg for a in given.kwonlyargs], given.kw_defaults, strict=True))
        if any(a.arg == "by" for a in positional) or defaults.get("by") is not None:
            breaches.append(f"{path}:{function.lineno} {function.name}: `by` is keyword-only and has no default")
    return breaches


def vague_names(path: str, text: str) -> list[str]:
    """No handle_, process_, get_ or set_ functions outside classes, and no drawer for everything."""
    breaches = (
        [f"{path} is a drawer for everything"] if re.search(r"/(utils|helpers|common|misc)(\.py|/)", path) else []
    )
    if path.startswith("arcadumas/"):
        tops = (node for node in parsed(text).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
        vague = (node for node in tops if re.match(r"(get|set|handle|process)_", node.name))
        breaches += [f"{path}:{node.lineno} {node.name} says nothing" for node in vague]
    return breaches


def unfinished(path: str, text: str) -> list[str]:
    """Nothing says of itself that it is not done."""
    words = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|Not" r"Implemented(Error)?|for" r" now)\b")
    return [f"{path}:{n} {line.strip()}" for n, line in enumerate(text.splitlines(), 1) if words.search(line)]


def too_long(path: str, text: str) -> list[str]:
    """A file is split at 400 lines, settings at 250."""
    limit = 250 if path == "arcadumas/site/settings.py" else 400
    lines = text.count("\n")
    return [f"{path} has {lines} lines of at most {limit}"] if lines > limit and "/migrations/" not in path else []


def silent_packages(path: str, text: str) -> list[str]:
    """The sentence at the top of a package says what the room is for."""
    is_package = path.startswith("arcadumas/") and path.endswith("/__init__.py") and "/migrations/" not in path
    return [f"{path} does not say what it is for"] if is_package and not ast.get_docstring(parsed(text)) else []


def skipped_tests(path: str, text: str) -> list[str]:
    """A check that is skipped cannot fail."""
    if not path.startswith("tests/"):
        return []
    words = re.compile(r"(pytest\.(skip|xfail|importorskip)|mark\.(skip|skipif|xfail))" r"\b[^|]")
    return [
        f"{path}:{n} skips"
        for n, line in enumerate(text.splitlines(), 1)
        if words.search(line) and "re.compile" not in line
    ]


RULES: list[Rule] = [
    state_writers, signal_users, inline_imports, default_orders, save_overrides, ambient_actors,
    vague_names, unfinished, too_long, silent_packages, skipped_tests,
]  # fmt: skip

SKIP = "skip"
PLANTED: list[tuple[Rule, str, str]] = [
    (state_writers, "arcadumas/core/handling/close.py", "report.state = State.CLOSED"),
    (state_writers, "arcadumas/core/handling/close.py", "disposition.report.state = 'closed'"),
    (state_writers, "arcadumas/core/handling/close.py", "report.save(update_fields=['state', 'due_at'])"),
    (state_writers, "arcadumas/core/reports/intake.py", "Report.objects.filter(pk=1).update(state='closed')"),
    (state_writers, "arcadumas/core/reports/intake.py", "Report(title='t', state=State.VERIFIED)"),
    (state_writers, "arcadumas/core/reports/intake.py", "Report.objects.bulk_update(rows, ['state'])"),
    (state_writers, "arcadumas/core/reports/intake.py", "setattr(report, 'state', 'closed')"),
    (state_writers, "arcadumas/site/cli/x.py", "cursor.execute('UPDATE reports_report SET state = 1')"),
    (signal_users, "arcadumas/core/audit/trail.py", "from django.dispatch import receiver"),
    (signal_users, "arcadumas/edges/pages/desk/views.py", "from django.db.models import signals"),
    (signal_users, "arcadumas/edges/pages/desk/views.py", "from django.contrib.auth.signals import user_logged_in"),
    (inline_imports, "arcadumas/core/audit/trail.py", "def f():\n    import json"),
    (inline_imports, "arcadumas/core/audit/trail.py", "def f():\n    import json  # noqa: PLC0415"),
    (default_orders, "arcadumas/core/audit/models.py", "class A:\n    class Meta:\n        ordering = ['id']"),
    (save_overrides, "arcadumas/core/audit/models.py", "class A:\n    def save(self):\n        tell(self)"),
    (ambient_actors, "arcadumas/core/handling/close.py", "def close(code, by): ..."),
    (ambient_actors, "arcadumas/core/handling/close.py", "def close(code, *, by=HOUSE): ..."),
    (vague_names, "arcadumas/base/utils.py", ""),
    (vague_names, "arcadumas/base/text.py", "def process_text(): ..."),
    (unfinished, "arcadumas/base/text.py", "# FIX" "ME: later"),
    (too_long, "arcadumas/base/text.py", "x = 1\n" * 401),
    (too_long, "arcadumas/site/settings.py", "x = 1\n" * 251),
    (silent_packages, "arcadumas/base/inbound/__init__.py", ""),
    (skipped_tests, "tests/test_a.py", f"@pytest.mark.{SKIP}(reason='later')"),
]  # fmt: skip

ALLOWED: list[tuple[Rule, str, str]] = [
    (state_writers, WORKFLOW, "report.state = State.CLOSED"),
    (state_writers, "arcadumas/core/handling/close.py", "disposition.state = 'returned'"),
    (state_writers, "arcadumas/core/handling/close.py", "Disposition.objects.filter(report=report).update(state='x')"),
    (
        inline_imports,
        "arcadumas/core/audit/trail.py",
        "def f():\n    import a  # noqa: PLC0415 - only on the first run",
    ),
    (save_overrides, "arcadumas/core/audit/models.py", "class A:\n    def save(self):\n        raise AppendOnly"),
    (ambient_actors, "arcadumas/core/handling/close.py", "def close(code, *, by: Actor): ..."),
]


def sources() -> list[Path]:
    return sorted(path for folder in ("arcadumas", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    found = [breach for path in sources() for breach in rule(path.relative_to(ROOT).as_posix(), path.read_text())]
    assert found == []


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED, ids=lambda part: getattr(part, "__name__", None))
def test_a_planted_breach_is_found(rule: Rule, path: str, text: str) -> None:
    assert len(rule(path, text)) == 1


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED, ids=lambda part: getattr(part, "__name__", None))
def test_what_is_allowed_is_let_through(rule: Rule, path: str, text: str) -> None:
    assert rule(path, text) == []


def test_every_rule_has_a_planted_breach() -> None:
    assert {rule.__name__ for rule, _, _ in PLANTED} == {rule.__name__ for rule in RULES}
