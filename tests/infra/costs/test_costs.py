"""The costs that the documents tell are those of the prices and of the counted calls."""

import collections
import json
import re
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "infra" / "costs"))

import table  # noqa: E402


class Costs(unittest.TestCase):
    def test_the_page_is_what_the_prices_and_calls_make_of_it(self):
        self.assertEqual((table.HERE / "README.md").read_text(), table.document())

    def test_the_readme_has_each_systems_sum(self):
        text = re.search(r"100,000 images a month cost about .*", (ROOT / "README.md").read_text(), re.DOTALL)[0]
        text = text.split("how that comes about")[0]
        for system in table.CALLS:
            told = re.search(rf"\$(\d+)\s+with\s+`{system}`", text)
            self.assertIsNotNone(told, system)
            self.assertEqual(int(told[1]), round(sum(table.parts(system).values())), system)

    def test_ten_times_the_images_cost_ten_times_but_for_what_stands_still(self):
        still = table.parts("process", 0)
        once, tenfold = table.parts("process"), table.parts("process", 10 * table.IMAGES)
        for service, cost in still.items():
            self.assertAlmostEqual(tenfold[service] - cost, 10 * (once[service] - cost), msg=service)

    def test_without_images_the_stacks_alarms_and_dashboards_are_what_is_paid(self):
        for system in table.CALLS:
            stack = json.loads((ROOT / "infra" / "local" / "stacks" / f"{system}.template.json").read_text())
            kinds = collections.Counter(resource["Type"] for resource in stack["Resources"].values())
            alarms, dashboards = kinds["AWS::CloudWatch::Alarm"], kinds["AWS::CloudWatch::Dashboard"]
            paid = alarms * table.PRICES["alarm"] + dashboards * table.PRICES["dashboard"]
            self.assertAlmostEqual(sum(table.parts(system, 0).values()), paid, msg=system)

    def test_every_price_has_a_source_at_aws(self):
        for name, price in table.LISTED.items():
            self.assertTrue(price["source"].startswith("https://aws.amazon.com/"), name)


if __name__ == "__main__":
    unittest.main()
