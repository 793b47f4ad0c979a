"""The workflows are valid, pinned, and allowed no more than they need."""

import re
import subprocess
import sys

import pytest
import yaml

from tests.project import ROOT

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
WORKFLOWS = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FILES}
JOBS = [(name, key, job) for name, workflow in WORKFLOWS.items() for key, job in workflow["jobs"].items()]
USES = [(p.name, line.strip()) for p in FILES for line in p.read_text(encoding="utf-8").splitlines() if "uses:" in line]
each_job = pytest.mark.parametrize(("name", "key", "job"), JOBS, ids=[f"{n}:{k}" for n, k, _ in JOBS])


def validate(schema, *paths):
    """Run check-jsonschema with one of the schemas that it carries, so without a network."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_three_workflows_are_there():
    assert set(WORKFLOWS) == {"test.yml", "deploy.yml", "weekly.yml"}


@pytest.mark.parametrize("schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"])
def test_workflows_follow_the_schema(schema):
    result = validate(schema, *FILES)
    assert result.returncode == 0, result.stdout


def test_dependabot_follows_the_schema():
    result = validate("vendor.dependabot", ROOT / ".github/dependabot.yml")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ("vendor.github-workflows", "runs-on:", "run-on:"),
        ("custom.github-workflows-require-timeout", "timeout-minutes: 30", "name: without a timeout"),
    ],
)
def test_the_schemas_see_a_mistake(tmp_path, schema, right, wrong):
    text = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    assert right in text
    broken = tmp_path / "broken.yml"
    broken.write_text(text.replace(right, wrong), encoding="utf-8")
    assert validate(schema, broken).returncode == 1


@pytest.mark.parametrize(("name", "line"), USES)
def test_actions_are_pinned_by_commit_with_their_version_beside(name, line):
    local = re.fullmatch(r"(- )?uses: \./\.github/workflows/[a-z]+\.yml", line)
    pinned = re.fullmatch(r"(- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", line)
    assert local or pinned


def test_an_action_has_one_pin_in_all_workflows():
    pins = {}
    for _, line in USES:
        if "@" in line:
            action, _, pin = line.partition("uses: ")[2].partition("@")
            pins.setdefault(action, set()).add(pin)
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_starts_with_no_permission_and_does_not_pile_up(name):
    assert WORKFLOWS[name]["permissions"] == {}
    assert WORKFLOWS[name]["concurrency"]["group"]


@each_job
def test_only_what_publishes_or_reports_may_write(name, key, job):
    writes = {permission for permission, level in job["permissions"].items() if level == "write"}
    allowed = {("deploy.yml", "deploy"): {"pages", "id-token"}, ("weekly.yml", "report"): {"issues"}}
    assert writes == allowed.get((name, key), set())


@each_job
def test_checkout_leaves_no_token_behind(name, key, job):
    for step in job.get("steps", []):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_what_is_published_was_tested():
    jobs = WORKFLOWS["deploy.yml"]["jobs"]
    assert jobs["test"]["uses"] == "./.github/workflows/test.yml"
    assert jobs["deploy"]["needs"] == ["test", "build"]
    assert ".ci/run" in [step.get("run") for step in WORKFLOWS["test.yml"]["jobs"]["test"]["steps"]]


def test_a_fork_names_its_hub_in_its_settings():
    assert WORKFLOWS["deploy.yml"]["jobs"]["build"]["env"]["NNBOOK_JUPYTERHUB"] == "${{ vars.NNBOOK_JUPYTERHUB }}"


def test_the_published_pages_offer_the_pdf_and_the_zip():
    steps = WORKFLOWS["deploy.yml"]["jobs"]["build"]["steps"]
    commands = [step.get("run") for step in steps]
    assert commands.index(".ci/chromium") < commands.index("make site")
    assert steps[-1]["with"]["path"] == "_build/html"


def test_the_weekly_run_ignores_the_lock_and_reports_a_failure():
    newest, report = WORKFLOWS["weekly.yml"]["jobs"].values()
    commands = [step.get("run") for step in newest["steps"]]
    assert commands.index("make install NEWEST=1") < commands.index(".ci/run")
    assert newest["env"]["PYTEST_ADDOPTS"] == '-m "not lock"'
    assert report["if"] == "failure()"
    assert "gh issue create" in report["steps"][0]["run"]


@each_job
def test_commands_of_a_workflow_are_valid_bash_and_take_no_untrusted_text(name, key, job):
    for command in (step["run"] for step in job.get("steps", []) if "run" in step):
        assert subprocess.run(["bash", "-n"], input=command, text=True).returncode == 0
        assert "${{" not in command, "text of an event goes through env, never into a script"
