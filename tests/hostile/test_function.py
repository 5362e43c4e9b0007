"""Every hostile file through the packaged function of 128 MB: a right picture or a refusal by name, and it lives on."""

import base64
import io
import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import pytest
from PIL import Image

from case import RIGHT, SHOWN, Case
from cloud import LocalCloud, children_of
from corpus import corpus
from package import unpacked
from walk import RESULTS, UPLOADS

MEMORY_MB = 128
RENDITIONS = "thumb:64x64,png;preview:1600x"
TIMEOUT = 60  # seconds; the bound is of what the processor does, not of how busy the machine is
MOST_PROCESSOR_SECONDS = 2.0  # what a file may cost, on all of the function's threads together
MOST_DIFFERENCE = 12  # of 255, on average: lossy codecs differ by less, a piece that is missing by more

CORPUS = corpus()


@dataclass
class Answer:
    """What the function made of a file, and at what cost."""

    end: str  # as in Case.ends
    reason: str
    processor_seconds: float
    memory_mb: int  # the highest of its process so far
    difference: float = 0
    outputs: list[bytes] = field(default_factory=list)


def stack(functions: dict) -> str:
    """A bucket that tells nobody: each file is handed to the function by name."""
    buckets = {"Uploads": UPLOADS, "Results": RESULTS}
    resources = {name: {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": bucket}} for name, bucket in buckets.items()}
    return json.dumps({"Resources": resources | functions})


FUNCTION = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "FunctionName": "process",
        "Runtime": "provided.al2023",
        "Handler": "process",
        "MemorySize": MEMORY_MB,
        "Timeout": TIMEOUT,
        "Environment": {"Variables": {"OUTPUT_BUCKET": RESULTS, "RENDITIONS": RENDITIONS, "DETECT": ""}},
    },
}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory, ended_well):
    folder = tmp_path_factory.mktemp("hostile")
    template = folder / "template.json"
    template.write_text(stack({"Process": FUNCTION}))
    cloud = LocalCloud(folder / "data", template, "--code", unpacked(folder / "code"))
    yield cloud
    ended_well(cloud)


def processor_seconds(process: int) -> float:
    """What all threads of it have taken so far (proc(5), utime and stime)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def difference(rendition: Image.Image, shows: Image.Image) -> float:
    """Of its own colours, on white, at the rendition's size; all of 255 for another shape."""
    scale = min(1, rendition.width / shows.width)
    if any(abs(side - whole * scale) > 1 for side, whole in zip(rendition.size, shows.size)):
        return 255
    expected = shows.convert("RGB").resize(rendition.size, Image.Resampling.BOX)
    pixels = [numpy.asarray(image.convert("RGB"), float) for image in (rendition, expected)]
    return float(numpy.abs(pixels[0] - pixels[1]).mean())


def answered(cloud: LocalCloud, functions, key: str, case: Case) -> Answer:
    """Puts the file, calls the function, and looks at all that came out."""
    cloud.s3.put_object(Bucket=UPLOADS, Key=key, Body=case.data)
    before = sum(map(processor_seconds, children_of(cloud.pid)))
    event = json.dumps({"bucket": UPLOADS, "key": key})
    answer = functions.invoke(FunctionName="process", Payload=event, LogType="Tail")
    told = json.loads(answer["Payload"].read())
    cost = sum(map(processor_seconds, children_of(cloud.pid))) - before
    log = base64.b64decode(answer["LogResult"]).decode(errors="replace")
    memory = int(re.search(r"Max Memory Used: (\d+) MB", log).group(1))
    if "FunctionError" in answer:
        return Answer(told["errorType"], told["errorMessage"], cost, memory)

    metadata = told["metadata"]
    for refusal in metadata["refused"]:
        assert not metadata["renditions"], key
        return Answer(refusal["type"], refusal["reason"], cost, memory)
    outputs = [cloud.s3.get_object(Bucket=RESULTS, Key=made["key"])["Body"].read() for made in metadata["renditions"]]
    pictures = [Image.open(io.BytesIO(output)) for output in outputs]
    furthest = max(difference(picture, case.shows) for picture in pictures)
    return Answer(RIGHT if furthest <= MOST_DIFFERENCE else SHOWN, "", cost, memory, furthest, outputs)


@pytest.fixture(scope="module")
def answers(cloud):
    """Of all files, one after the other, by one process."""
    functions = cloud.client("lambda")
    return {key: answered(cloud, functions, key, case) for key, case in CORPUS.items()}


def test_there_are_at_least_300_files():
    assert len(CORPUS) >= 300


def test_each_file_ends_as_it_may(answers):
    wrong = {
        key: (answer.end, round(answer.difference), answer.reason)
        for key, answer in answers.items()
        # A picture that is right is also a picture.
        if answer.end not in CORPUS[key].ends and not (answer.end == RIGHT and SHOWN in CORPUS[key].ends)
    }
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(f"{key}: {end}" for key, end in wrong.items())


def test_each_file_costs_less_than_its_bound(answers, capsys):
    with capsys.disabled():
        print_table(answers)
    assert {key for key, answer in answers.items() if answer.processor_seconds >= MOST_PROCESSOR_SECONDS} == set()
    assert {key for key, answer in answers.items() if answer.memory_mb > MEMORY_MB} == set()


def test_nothing_of_the_file_but_its_picture_comes_out(answers):
    for key, answer in answers.items():
        forbidden = CORPUS[key].forbidden
        assert not any(forbidden and forbidden in output for output in answer.outputs), key


def test_one_process_lives_through_all_of_it(answers, cloud):
    assert len(answers) == len(CORPUS)
    assert not re.search(r"Runtime exited|Task timed out|Runtime\.ExitError|Sandbox\.Timedout|signal:", cloud.log)
    assert len(re.findall("Init Duration", cloud.log)) == 1


def print_table(answers: dict[str, Answer]) -> None:
    print(f"\n{len(answers)} hostile files:")
    for end, count in Counter(answer.end for answer in answers.values()).most_common():
        print(f"  {count:4} {end}")
    print("the most of the processor:")
    for key, answer in sorted(answers.items(), key=lambda item: -item[1].processor_seconds)[:8]:
        print(f"  {answer.processor_seconds:5.2f} s  {key}: {answer.end}")
    print("what raised the highest memory of the process:")
    highest = 0
    for key, answer in answers.items():
        if answer.memory_mb > highest:
            highest = answer.memory_mb
            print(f"  {highest:4} MB {key}: {answer.end}")
