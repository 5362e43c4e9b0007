#!/usr/bin/env python3
"""What each system costs a month, from prices.json and from the counted calls of calls.json; writes README.md.

    python3 infra/costs/table.py [IMAGES]          IMAGES a month, 100,000 unless told
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LISTED = json.loads((HERE / "prices.json").read_text())["prices"]
PRICES = {name: price["usd"] / price["per"] for name, price in LISTED.items()}
SOURCES = sorted({price["source"] for price in LISTED.values()})
CALLS = json.loads((HERE / "calls.json").read_text())
CALLS["bulk"] = CALLS["process"]  # the same function behind a queue

IMAGES = 100_000
MEMORY_GB = 0.5
RESULT_GB = 0.0003  # what stays of an image: a thumbnail, a preview, a metadata object
LOG_GB = 0.000003  # of one invocation: START, END, REPORT and a line or two, as JSON

# Seconds that each function of a system is billed for an image: Rekognition answers in 0.3 to 0.8 s, while the
# renditions are made; what asks no Rekognition waits for S3 or Step Functions alone.
LOOKS, TELLS = 1.0, 0.1
FUNCTIONS = {
    "process": [LOOKS],
    "compare-faces": [2 * LOOKS],
    "workflow": [TELLS, LOOKS, TELLS],
    "tasks": [LOOKS],
    "bulk": [LOOKS],
}
TRANSITIONS = {"workflow": 3}  # into Recognize, into StoreResults, and the end
MAILS = {"compare-faces": 1, "workflow": 1}
QUEUE_REQUESTS = {"bulk": 1 + 2 / 10}  # a message in; of ten, one receive and one delete
ALARMS = {"process": 4, "compare-faces": 4, "workflow": 11, "tasks": 4, "bulk": 5}


def parts(system, images=IMAGES):
    """USD a month by service."""
    calls = CALLS[system]

    def counted(*names):
        return sum(calls.get(name, 0) for name in names)

    seconds = FUNCTIONS[system]
    writes, reads = counted("s3:PUT", "s3:LIST"), counted("s3:GET", "s3:HEAD")
    looks = sum(count for name, count in calls.items() if name.startswith("rekognition:"))
    return {
        "Lambda": images
        * (len(seconds) * PRICES["lambda-request"] + sum(seconds) * MEMORY_GB * PRICES["lambda-gb-second-arm64"]),
        "Rekognition": images * looks * PRICES["rekognition-image"],
        "S3": images * (writes * PRICES["s3-write"] + reads * PRICES["s3-read"] + RESULT_GB * PRICES["s3-gb-month"]),
        "SNS, SQS, DynamoDB, Step Functions": images
        * (
            counted("sns:Publish") * PRICES["sns-publish"]
            + MAILS.get(system, 0) * PRICES["sns-email"]
            + QUEUE_REQUESTS.get(system, 0) * PRICES["sqs-request"]
            + counted("dynamodb:UpdateItem") * PRICES["dynamodb-write"]
            + TRANSITIONS.get(system, 0) * PRICES["states-transition"]
        ),
        # A trace goes through all functions of an image.
        "logs, traces, alarms, dashboard": images * (len(seconds) * LOG_GB * PRICES["log-gb"] + PRICES["xray-trace"])
        + ALARMS[system] * PRICES["alarm"]
        + PRICES["dashboard"],
    }


def table(images=IMAGES):
    columns = list(parts("process"))
    lines = ["| system | " + " | ".join(columns) + " | together |", "|---" * (len(columns) + 2) + "|"]
    for system in CALLS:
        costs = parts(system, images)
        cells = [f"{costs[column]:.2f}" for column in columns]
        lines.append(f"| {system} | " + " | ".join(cells) + f" | **{sum(costs.values()):.2f}** |")
    return "\n".join(lines)


def document():
    return f"""# What it costs

{IMAGES:,} images a month in us-east-1, in USD, first tier of each price, without free tiers. Terraform, SAM and CDK make the same
things, so they cost the same.

{table()}

Counted: the requests of the functions for one image ([calls.json](calls.json), by `bench/calls_per_image.py`), prices
([prices.json](prices.json)). Assumed: arm64, {MEMORY_GB * 1024:.0f} MB, {LOOKS:g} s billed where a function asks Rekognition, {TELLS:g} s where it does not;
{RESULT_GB * 1e6:.0f} kB of results and {LOG_GB * 1e6:.0f} kB of log an image; a mail for each comparison and each workflow, one reference face; a trace of each
image, as when they come one by one; of many at once X-Ray records by itself
[the first in each second and 5 % of the others](https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html).
Storage of the images themselves is not in it. `python3 infra/costs/table.py 1000000` prints the table for another number of images.

Sources of the prices, as of November 2026: {", ".join(f"[{source.split('/')[3]}]({source})" for source in SOURCES)}.
"""


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(table(int(sys.argv[1])))
    else:
        (HERE / "README.md").write_text(document())
