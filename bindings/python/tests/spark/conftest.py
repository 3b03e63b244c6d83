"""A standalone master and two workers on loopback, which the tests start and end."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Callable, Optional

import pytest

from conftest import of


def _missing() -> Optional[str]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Java is missing: apt install openjdk-17-jre-headless"
    try:
        import pyarrow  # noqa: F401
        import pyspark
    except ImportError as error:
        return f"{error}: pip install 'qingliu[spark]'"
    if int(pyspark.__version__.split(".")[0]) < 4:
        return f"PySpark {pyspark.__version__} is older than 4"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = _missing()
    here = pathlib.Path(__file__).parent
    for item in items:
        if missing is not None and here in item.path.parents:
            if os.environ.get("CI"):
                pytest.exit(missing, 1)
            item.add_marker(pytest.mark.skip(reason=missing))


def until(what: Callable[[], Any], seconds: float = 90) -> Any:
    """The first answer that is one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = what()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} seconds: {what}")


def clean(*arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    command = [sys.executable, "-m", "qingliu", "clean", "--record-timeout=0", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return done


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(scope="session")
def store_environment() -> dict[str, str]:
    """Where the bucket of the tests is, as workers and this process are told."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "tests",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@pytest.fixture(scope="session")
def s3(store_environment: dict[str, str]) -> Iterator[None]:
    """An S3 on loopback."""
    server = of("moto.server")
    os.environ.update(store_environment)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = server.ThreadedMotoServer("127.0.0.1", int(store_environment["AWS_ENDPOINT_URL"].rpartition(":")[2]))
    running.start()
    yield
    running.stop()


@pytest.fixture(scope="session")
def master(scratch: pathlib.Path) -> Iterator[str]:
    """The address of a standalone master with two workers, of two cores each."""
    import pyspark

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"spark://127.0.0.1:{port}"
    spark_class = str(pathlib.Path(pyspark.__file__).with_name("bin") / "spark-class")
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": JAVA,
        "PYSPARK_PYTHON": sys.executable,
    }
    with contextlib.ExitStack() as ending:

        def start(name: str, *arguments: str) -> None:
            log = ending.enter_context(open(scratch / f"{name}.log", "wb"))
            process = subprocess.Popen(
                [spark_class, *arguments], env=environment, stdout=log, stderr=log, start_new_session=True
            )
            ending.callback(_end, process)

        deploy = "org.apache.spark.deploy"
        start("master", f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        until(lambda: _listens(port))
        for number in range(2):
            # An executor is a child of its worker, and so in its session.
            work = scratch / f"worker-{number}"
            size = ["--cores", "2", "--memory", "2g", "--webui-port", "0", "--work-dir", str(work)]
            start(f"worker-{number}", f"{deploy}.worker.Worker", *size, url)
        yield url


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        pass
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


#: Processes that live for a minute are not worth a compiler that thinks.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

#: Two executors of one core; the tests run on two cores.
CONF = {
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.extraJavaOptions": JAVA,
    "spark.cores.max": "2",
    "spark.executor.cores": "1",
    "spark.executor.memory": "512m",
    "spark.driver.memory": "512m",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


@pytest.fixture(scope="session")
def spark(master: str, store_environment: dict[str, str]) -> Iterator[Any]:
    """A session on the standalone cluster."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(master).appName("tests")
    executors = {f"spark.executorEnv.{key}": value for key, value in store_environment.items()}
    for key, value in {**CONF, **executors}.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def records(out: pathlib.Path, ending: str = ".jsonl") -> list[str]:
    """All lines of a folder of outputs, sorted."""
    return sorted(line for path in out.glob(f"part-*{ending}") for line in path.read_text("utf-8").splitlines())


def manifests(out: pathlib.Path) -> dict[str, dict[str, Any]]:
    """The manifests of a folder of outputs, by the input."""
    found = [json.loads(path.read_text("utf-8")) for path in (out / "_manifests").iterdir()]
    return {manifest["files"][0]["path"]: manifest for manifest in found}


def leftovers(out: pathlib.Path) -> list[pathlib.Path]:
    """Files that no run may leave behind."""
    return [path for path in out.rglob("*") if "_temporary" in path.parts or path.suffix in (".part", ".resume")]
