"""deploy/compose.yaml against the compose specification, and against what a hospital may expect of it."""

import json
import re
from pathlib import Path
from typing import cast

import pytest
import yaml
from compose_spec import PyCompose

from app.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
SOURCE = (DEPLOY / "compose.yaml").read_text()
NEOSCREENS = ("neoscreen", "neoscreen-gpu")
EVERY = (*NEOSCREENS, "postgres")

Service = dict[str, object]


def fill(source: str) -> str:
    """What compose does with ${NAME:-default} and ${NAME:?why} before it reads anything."""
    return re.sub(r"\$\{(\w+):(?:-([^}]*)|\?[^}]*)\}", lambda found: found[2] or found[1], source)


def read(source: str) -> PyCompose:
    """The file as the specification reads it; anything unknown is refused."""
    return PyCompose.from_json(json.dumps(yaml.safe_load(fill(source))))


def service(name: str) -> Service:
    services = read(SOURCE).to_dict()["services"]
    return cast("Service", services[name])


def test_the_file_obeys_the_compose_specification() -> None:
    read(SOURCE).to_spec()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("cap_drop", "cap_drp"), ("service_healthy", "service_happy"), ("pids_limit: 512", "pids_limit: many")],
)
def test_a_slip_of_the_pen_would_be_found(right: str, wrong: str) -> None:
    assert right in SOURCE
    with pytest.raises(ValueError, match=r"extension key|unknown variant|invalid type"):
        read(SOURCE.replace(right, wrong, 1))


@pytest.mark.parametrize("name", EVERY)
def test_every_service_is_locked_down_and_limited(name: str) -> None:
    found = service(name)
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert "cap_add" not in found
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert not str(found["user"]).startswith(("0", "root"))
    assert {"mem_limit", "pids_limit", "tmpfs", "logging"} <= set(found)
    assert found["restart"] == "unless-stopped"


def test_the_database_publishes_no_port_and_reaches_nothing() -> None:
    assert "ports" not in service("postgres")
    assert service("postgres")["networks"] == ["back"]
    networks = read(SOURCE).to_dict()["networks"]
    assert networks["back"]["internal"] is True


@pytest.mark.parametrize("name", NEOSCREENS)
def test_neoscreen_listens_on_this_machine_only_and_waits_for_a_healthy_database(name: str) -> None:
    found = service(name)
    assert found["ports"] == ["127.0.0.1:8000:8000"]
    assert found["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_processor_and_gpu_are_profiles_of_the_same_service() -> None:
    plain, gpu = service("neoscreen"), service("neoscreen-gpu")
    assert (plain.pop("profiles"), gpu.pop("profiles")) == (["cpu"], ["gpu"])
    for differing in ("image", "build"):
        assert plain.pop(differing) != gpu.pop(differing)
    assert "nvidia" in str(gpu.pop("deploy"))
    assert plain == gpu


def test_secrets_are_files_and_no_password_stands_in_the_file() -> None:
    secrets = read(SOURCE).to_dict()["secrets"]
    assert {name: secret["file"] for name, secret in secrets.items()} == {
        "neoscreen_database_url": "./secrets/neoscreen_database_url",
        "postgres_password": "./secrets/postgres_password",
    }
    assert "PASSWORD" not in SOURCE.replace("POSTGRES_PASSWORD_FILE: /run/secrets/", "")


def test_a_secret_of_this_name_becomes_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEOSCREEN_DATABASE_URL", raising=False)
    (tmp_path / "neoscreen_database_url").write_text("postgresql://neoscreen:word@postgres/neoscreen\n")

    class Housed(Settings):
        model_config = Settings.model_config | {"secrets_dir": tmp_path}

    assert Housed().url == "postgresql+psycopg://neoscreen:word@postgres/neoscreen"


@pytest.mark.parametrize("name", NEOSCREENS)
def test_every_setting_named_is_a_setting(name: str) -> None:
    environment = cast("Service", service(name)["environment"])
    known = {f"NEOSCREEN_{field.upper()}" for field in Settings.model_fields}
    assert set(environment) <= known


def test_every_variable_of_the_file_is_in_the_readme() -> None:
    words = (DEPLOY / "README.md").read_text()
    for name in re.findall(r"\$\{(\w+):", SOURCE):
        assert f"`{name}`" in words


def test_the_proxy_lets_through_a_little_more_than_neoscreen_takes() -> None:
    found = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    assert found is not None
    assert Settings.model_fields["max_body_mb"].default < int(found[1]) <= 260
