"""The model of what a number of images takes and costs past one machine."""

import json
from dataclasses import replace

import pytest

from engines import KEPT_DAYS, PRICES, Work, copied_in_place, engines, express_usd
from model import MEASURED, PAGE, generated, works

MILLION = 1_000_000
RENDITIONS = Work("renditions", False, 100.0, 115.0, 1.0, given_billed_ms=480.0)
MAP, BATCH_OPERATIONS = "Distributed Map → Lambda", "S3 Batch Operations → Lambda"


def engine_usd(name: str, images: float = MILLION) -> float:
    (engine,) = (engine for engine in engines(RENDITIONS, images) if engine.name == name)
    return engine.costs["engine"]


def test_the_page_is_what_the_model_makes_of_the_measured_figures():
    measured = json.loads(MEASURED.read_text())
    assert generated(measured, works(measured, {})) in PAGE.read_text()


def test_a_map_pays_a_state_transition_for_each_child_that_it_starts():
    assert PRICES["states-transition"] * MILLION == pytest.approx(25)
    assert engine_usd(MAP) == pytest.approx(25 + 1 + MILLION * 0.5 * 64 / 1024 * 0.00001667 + 0.005)


def test_an_express_execution_is_billed_by_tenths_of_a_second():
    assert express_usd(RENDITIONS) == express_usd(replace(RENDITIONS, given_billed_ms=500.0))
    assert express_usd(RENDITIONS) < express_usd(replace(RENDITIONS, given_billed_ms=501.0))


def test_what_is_there_already_costs_less_with_batch_operations_than_with_a_map():
    assert engine_usd(BATCH_OPERATIONS) < engine_usd(MAP) / 10


def test_a_copy_in_place_is_paid_for_as_a_request_and_as_a_second_version_for_as_long_as_it_is_kept():
    costs = copied_in_place(RENDITIONS, MILLION)
    assert costs == {"copies": pytest.approx(5), "second versions": pytest.approx(1000 * 0.023)}


def test_a_version_is_kept_as_long_as_the_templates_say():
    template = (PAGE.parents[2] / "infra" / "sam" / "bulk" / "template.yaml").read_text()
    assert f"NoncurrentDays: {KEPT_DAYS}\n" in template
