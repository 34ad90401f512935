"""The image has all that a wiki runs on, and each service of compose.yaml is set up to start."""

import re
import shlex
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.cms.test_settings import PRODUCTION, ROOT, run

PASSWORDS = {"POSTGRES_PASSWORD": "of-the-owner", "WIKI_READER_PASSWORD": "of-readers"}
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OF_THE_WIKI = sorted(set(SERVICES) - {"database"})
GUIDE = (ROOT / "docs" / "how-to" / "run-in-production.md").read_text()


def set_for(service: str) -> dict[str, str]:
    """Return what compose sets for a service; a variable that is not there would be refused."""
    asked = re.compile(r"\$\{(\w+):\?[^}]+\}")
    return {
        name: asked.sub(lambda found: PASSWORDS[found[1]], value)
        for name, value in SERVICES[service]["environment"].items()
    }


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the image is made of, and nothing else."""
    folder = tmp_path_factory.mktemp("image")
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if not line.startswith("!"):
            continue
        source, target = ROOT / line[1:], folder / line[1:]
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, target)
    assert run(folder, "-m", "cms.messages", cwd=folder).returncode == 0
    return folder


@pytest.mark.parametrize("service", OF_THE_WIKI)
def test_a_service_starts_with_what_compose_sets(image, tmp_path, service):
    variables = PRODUCTION | set_for(service)
    settings = "public" if "cms.wsgi_public" in SERVICES[service]["command"] else "production"
    shown = (
        "import django; django.setup(); from django.conf import settings;"
        " from cms.editorial.guide import FOLDER;"
        " print(settings.DATABASES['default']['USER'], (FOLDER / 'zh-Hans' / 'index.md').exists())"
    )
    variables["DJANGO_SETTINGS_MODULE"] = f"cms.settings.{settings}"
    user = "wiki_reader" if settings == "public" else "wiki"
    done = run(tmp_path, "-c", shown, cwd=image, **variables)
    assert done.stdout.split() == [user, "True"], done.stderr


def test_the_public_service_knows_no_password_of_the_owner():
    assert PASSWORDS["POSTGRES_PASSWORD"] in str(set_for("editors"))
    assert PASSWORDS["POSTGRES_PASSWORD"] not in str(set_for("public"))


def test_services_run_what_the_guide_says():
    commands = {name: shlex.split(SERVICES[name]["command"]) for name in OF_THE_WIKI}
    named = set(re.findall(r"manage\.py (\w+)", str(commands)))
    assert named <= set(get_commands())
    assert named >= set(re.findall(r"^\| \w+ \| `manage\.py (\w+)`", GUIDE, re.M))
    for name, server in (("editors", "gunicorn"), ("public", "granian")):
        assert commands[name][0] == server
        options = [part for part in commands[name][1:] if not re.match(r"\d+\.\d+\.", part)]
        for part in options:
            assert part in GUIDE, part


def test_the_image_installs_what_is_locked_for_production():
    locks = [
        dict(re.findall(r"^([\w.-]+)==([^ \\]+)", (ROOT / name).read_text(), re.M))
        for name in ("requirements.txt", "requirements-production.txt", "requirements-dev.txt")
    ]
    for smaller, larger in pairwise(locks):
        assert smaller.items() < larger.items()
    assert {"gunicorn", "granian", "psycopg"} <= set(locks[1])
