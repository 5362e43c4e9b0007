"""Time and cost of a number of images for each engine that can process them: a model, from measured figures and published quotas."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

FIGURES = json.loads((HERE / "quotas.json").read_text())
QUOTAS = {name: quota["value"] for name, quota in FIGURES["quotas"].items()}
LISTED = json.loads((ROOT / "infra" / "costs" / "prices.json").read_text())["prices"] | FIGURES["prices"]
PRICES = {name: price["usd"] / price["per"] for name, price in LISTED.items()}
CALLS = json.loads((ROOT / "infra" / "costs" / "calls.json").read_text())["process"]
LATENCIES = json.loads((ROOT / "bench" / "aws-latencies.json").read_text())

PUTS, READS = CALLS["s3:PUT"], CALLS["s3:GET"] + CALLS["s3:HEAD"]
MEMORY_MB = 512  # the templates' default
BATCH = 10  # messages a batch of the bulk stack
SIDE_BY_SIDE = min(MEMORY_MB // 32, 16)  # records of a batch that the function works on at the same time: records_at_once()
EXPRESS_MB, EXPRESS_MS = 64, 100  # the steps that an express execution's memory and time are billed in
KEPT_DAYS = 30  # of an earlier version, in the templates' buckets
LIST_PAGE = 1000
RENDITIONS_MB = 0.3  # both together


@dataclass(frozen=True)
class Work:
    """What is done with each image, and what that takes."""

    name: str
    labels: bool
    function_cpu_ms: float  # of one core, as measured
    machine_cpu_ms: float  # the same, and the local cloud around it with its own label model
    megabytes: float
    given_billed_ms: float | None = None

    @property
    def billed_ms(self) -> float:
        """Of one invocation with one image: measured and given, or the waits of aws-latencies.json and the CPU time at
        the function's share of a core. Renditions go up at once; detection runs beside from the header on; the metadata
        object and the look whether the image is still there come last."""
        if self.given_billed_ms:
            return self.given_billed_ms
        make = waiting("s3.GetObject", self.megabytes) + self.cpu_ms + waiting("s3.PutObject", RENDITIONS_MB)
        look = waiting("s3.GetObject") + waiting("rekognition.*") if self.labels else 0
        return max(make, look) + waiting("s3.PutObject") + waiting("s3.HeadObject")

    @property
    def cpu_ms(self) -> float:
        return self.function_cpu_ms / min(1, MEMORY_MB / QUOTAS["lambda-full-core"])

    @property
    def batch_billed_ms(self) -> float:
        """Of one invocation with a batch: waits overlap as far as records run side by side, CPU time does not."""
        waits = max(self.billed_ms - self.cpu_ms, 0)
        return max(BATCH * self.cpu_ms + waits, math.ceil(BATCH / SIDE_BY_SIDE) * self.billed_ms)


def waiting(operation: str, megabytes: float = 0) -> float:
    """Milliseconds of a call's median and of its bytes."""
    latency = LATENCIES[operation]
    through = latency.get("bytes_per_second")
    return latency["first_byte_ms"]["p50"] + (1000 * megabytes * 1e6 / through if through else 0)


def tiered(images: float) -> float:
    """USD for so many images' labels in one month."""
    usd = 0.0
    for size, price in FIGURES["rekognition_tiers"]["usd_per_image"]:
        some = images if size is None else min(images, size)
        usd += some * price
        images -= some
    return usd


@dataclass(frozen=True)
class Engine:
    name: str
    at_a_time: float  # images under way at most
    first: float  # images under way at the start
    more_per_second: float  # how many more each second
    seconds_each: float  # of one image in its place
    other_limits: dict[str, float]  # images a second by what each allows
    costs: dict[str, float]  # USD of all images, by what they are paid for
    held_by: str = "concurrency"  # what at_a_time is called

    @property
    def limits(self) -> dict[str, float]:
        return {self.held_by: self.at_a_time / self.seconds_each} | self.other_limits

    @property
    def limited_by(self) -> str:
        return min(self.limits, key=self.limits.__getitem__)

    def seconds(self, images: float) -> float:
        """Concurrency grows in a straight line until some limit holds the rate; the last image still takes its time."""
        steady = min(self.limits.values())
        enough = steady * self.seconds_each  # under way at the steady rate
        growing = max(0.0, (enough - self.first) / self.more_per_second)
        done_growing = (self.first * growing + self.more_per_second * growing**2 / 2) / self.seconds_each
        if images >= done_growing:
            return growing + (images - done_growing) / steady + self.seconds_each
        # first * t + more * t² / 2 = images * seconds_each
        product = images * self.seconds_each
        root = math.sqrt(self.first**2 + 2 * self.more_per_second * product)
        return (root - self.first) / self.more_per_second + self.seconds_each


def s3_costs(images: float) -> float:
    return images * (PUTS * PRICES["s3-write"] + READS * PRICES["s3-read"])


def function_costs(invocations: float, billed_ms: float) -> float:
    gb_seconds = billed_ms / 1000 * MEMORY_MB / 1024
    return invocations * (PRICES["lambda-request"] + gb_seconds * PRICES["lambda-gb-second-arm64"])


def service_limits(work: Work) -> dict[str, float]:
    """S3's are for results under one prefix, as they are at first; it splits prefixes that are busy for long."""
    limits = {"S3 PUT": QUOTAS["s3-put-rate"] / PUTS, "S3 GET": QUOTAS["s3-get-rate"] / READS}
    return limits | ({"Rekognition": QUOTAS["rekognition-labels-rate"]} if work.labels else {})


def one_machine(work: Work, images: float) -> Engine:
    """Its label model is its own: no quota and no price a picture. Images come from S3 and results go there, so that the
    engines do the same; those requests are few beside what S3 allows."""
    cores = FIGURES["machine_cores"]
    each = work.machine_cpu_ms / 1000
    hours = images * each / cores / 3600
    return Engine("One machine, shrike-local run", cores, cores, 1, each, {},
                  {"machine": hours * PRICES["machine-hour"], "S3": s3_costs(images)}, held_by="cores")


def on_lambda(name: str, work: Work, images: float, engine_usd: float, at_a_time: float) -> Engine:
    """An invocation an image, as many at a time as Lambda lets there be."""
    return Engine(name, at_a_time, QUOTAS["lambda-scaling"] * 10, QUOTAS["lambda-scaling"], work.billed_ms / 1000,
                  service_limits(work), costs_of(work, images, function_costs(images, work.billed_ms), engine_usd))


def costs_of(work: Work, images: float, function_usd: float, engine_usd: float) -> dict[str, float]:
    costs = {"Lambda": function_usd, "S3": s3_costs(images), "engine": engine_usd}
    return costs | ({"Rekognition": tiered(images)} if work.labels else {})


def express_usd(work: Work) -> float:
    """Of the child execution that a Distributed Map starts for an image: an express one is paid for as any, and starting
    it is a state transition of the map's own execution, a standard one. ("You'll be charged one state transition for each
    child workflow execution that the Distributed Map state starts":
    https://docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html)"""
    seconds = math.ceil(work.billed_ms / EXPRESS_MS) * EXPRESS_MS / 1000
    return (PRICES["states-transition"] + PRICES["express-request"]
            + seconds * EXPRESS_MB / 1024 * PRICES["express-gb-second"])


def copied_in_place(work: Work, images: float) -> dict[str, float]:
    """USD of what makes a notification of an image that is there already: its copy, and the version before until it is removed."""
    gigabyte_months = images * work.megabytes / 1000 * KEPT_DAYS / 30
    return {"copies": images * PRICES["s3-write"], "second versions": gigabyte_months * PRICES["s3-gb-month"]}


def engines(work: Work, images: float) -> list[Engine]:
    """The first three are told of images as they come; the last two take what is there."""
    concurrency = QUOTAS["lambda-concurrency"]
    batch_seconds = work.batch_billed_ms / 1000
    listing = images / LIST_PAGE * PRICES["s3-write"]
    queue = Engine(
        "S3 → SQS → Lambda", BATCH * min(concurrency, QUOTAS["sqs-concurrency"]), BATCH * QUOTAS["sqs-first"],
        BATCH * QUOTAS["sqs-scaling"], batch_seconds, service_limits(work),
        costs_of(work, images, function_costs(images / BATCH, work.batch_billed_ms),
                 images * (1 + 2 / BATCH) * PRICES["sqs-request"]))
    return [
        one_machine(work, images),
        on_lambda("S3 notification → Lambda", work, images, 0, concurrency),
        queue,
        on_lambda("S3 Batch Operations → Lambda", work, images,
                  PRICES["batch-job"] + images * PRICES["batch-object"] + listing, concurrency),
        on_lambda("Distributed Map → Lambda", work, images, images * express_usd(work) + listing,
                  min(concurrency, QUOTAS["map-concurrency"])),
    ]
