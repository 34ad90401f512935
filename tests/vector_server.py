"""Runs a command with a PostgreSQL that has pgvector and is gone when the command ends."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pgserver
import psycopg


def main(command: list[str]) -> int:
    """Return the exit code of the command; `DATABASE_URL` names the server to it."""
    with tempfile.TemporaryDirectory() as folder:
        server = pgserver.get_server(Path(folder) / "data")
        try:
            with psycopg.connect(server.get_uri(database="template1")) as connection:
                connection.execute("CREATE EXTENSION vector")  # Every database made from now on.
            environment = {"DATABASE_URL": server.get_uri(), "WITH_PGVECTOR": "1"}
            return subprocess.run(command, env=os.environ | environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
