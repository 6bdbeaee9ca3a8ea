"""The demo register of 金东 in the real server: published figures to the printed digit, colors as worked out independently."""
import csv
import json
import subprocess
import sys
import unittest

import grpc

from harness import ACTOR, DEMO, ROOT, Server, Stubs, load_demo

APRIL = ("board", "--period", "2021-04")
FILTERS = ("units", "departments", "lists", "kinds", "levels", "categories", "reached", "colors")


def half_up(numerator, denominator, decimals):
    """numerator / denominator to `decimals` places, half away from zero, as text."""
    scaled, rest = divmod(abs(numerator) * 10**decimals, denominator)
    scaled += 2 * rest >= denominator
    text = str(scaled).rjust(decimals + 1, "0")
    sign = "-" if numerator < 0 and scaled else ""
    return sign + (f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text)


def yi(yuan, decimals):
    return half_up(int(yuan), 10**8, decimals)


def filter_options(row, leave_out=()):
    """A figures.csv row's filter as options of `wuse board`."""
    singular = {"reached": "reached", "categories": "category"}
    options = []
    for name in FILTERS:
        if row[name] and name not in leave_out:
            options += [f"--{singular.get(name, name.rstrip('s'))}", row[name].replace(";", ",")]
    return options


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stubs = Stubs()
        cls.addClassCleanup(cls.stubs.close)
        cls.server = Server(args=["--district", "金东区"]).start()
        cls.addClassCleanup(cls.server.close)
        load_demo(cls.server)
        cls.channel = grpc.insecure_channel(cls.server.address)
        cls.addClassCleanup(cls.channel.close)
        cls.enter_references()

    @classmethod
    def enter_references(cls):
        figures = cls.stubs.figure_service_grpc.FigureServiceStub(cls.channel)
        with (DEMO / "references.csv").open(encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                figures.SetReferenceFigure(cls.stubs.figure_service.SetReferenceFigureRequest(
                    figure=cls.stubs.figure.ReferenceFigure(
                        metric="METRIC_" + row["metric"].upper(), period=row["period"], value=row["value"],
                        filter=cls.stubs.filter.ProjectFilter(lists=row["lists"].split(";")),
                        source=row["source"])), metadata=ACTOR)

    def board(self, *options):
        return self.server.wuse_json("board", *options)

    def test_april_is_as_published(self):
        april = self.board("--period", "2021-04")
        self.assertEqual(april["projectCount"], 110)
        self.assertEqual(april["startedCount"], 69)
        self.assertEqual(april["startRate"]["percent"], "62.73")
        self.assertEqual(april["annualPlanYuan"], "20264000000")
        self.assertEqual(yi(april["investedYuan"], 2), "52.78")
        self.assertEqual(april["annualCompletion"]["percent"], "26.04")
        self.assertEqual(yi(april["periodPlanYuan"], 2), "47.03")
        one = self.board("--period", "2021-04", "--decimals", "1")
        self.assertEqual(one["periodCompletion"]["percent"], "112.2")
        text = self.server.wuse(*APRIL, check=0).stdout
        for printed in ("金东区重点项目总览", "110", "69", "62.73%", "202.64亿元", "52.78亿元", "47.03亿元", "26.04%"):
            self.assertIn(printed, text)

    def test_overview_and_colors_equal_an_independent_reading_of_the_csv(self):
        for period, day in (("2021-03", "2021-03-31"), ("2021-04", "2021-04-30"), ("2021-04-14", "2021-04-14"),
                            ("", "2021-05-08")):
            with self.subTest(day=day):
                oracle = json.loads(subprocess.run(
                    [sys.executable, ROOT / "tests" / "integration" / "oracle.py", "--demo", DEMO, "--day", day],
                    check=True, capture_output=True, text=True).stdout)
                board = self.board(*(["--period", period] if period else []))
                for key in ("projectCount", "startedCount", "annualPlanYuan", "investedYuan", "periodPlanYuan"):
                    self.assertEqual(board[key], oracle[key], key)
                counts = {entry["color"]: entry["count"] for entry in board["colorCounts"]}
                self.assertEqual(counts, oracle["colorCounts"])
                self.assertEqual(sum(counts.values()), 110)

    def test_each_projects_color_today_equals_the_independent_one(self):
        oracle = json.loads(subprocess.run(
            [sys.executable, ROOT / "tests" / "integration" / "oracle.py", "--demo", DEMO, "--day", "2021-05-08"],
            check=True, capture_output=True, text=True).stdout)
        listed = self.server.wuse_json("project", "list", "--list", "district-key")["projects"]
        self.assertEqual({p["project"]["id"]: p["project"]["status"]["color"] for p in listed}, oracle["colors"])

    def test_the_default_policy_as_data_gives_the_same_colors(self):
        for day in ("2021-01-08", "2021-02-28", "2021-03-31", "2021-04-14", "2021-04-30", "2021-05-08"):
            with self.subTest(day=day):
                trial = self.server.wuse_json("color", "try", "--preset", "wuse-default", "--on", day)
                self.assertEqual(trial["changedCount"], 0)
                self.assertEqual(trial["now"], self.board("--period", day)["colorCounts"])
                self.assertEqual(trial["tried"], trial["now"])

    def test_every_row_of_figures_csv_is_reproduced(self):
        with (DEMO / "figures.csv").open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        self.assertGreater(len(rows), 30)
        for row in rows:
            with self.subTest(scope=row["scope"], figure=row["figure"]):
                self.assertEqual(self.figure(row), row["value"])

    def year_on_year(self, row):
        """同比 of a row that has no filter but its list."""
        self.assertEqual([name for name in FILTERS if row[name]], ["lists"])
        board = self.stubs.board_service_grpc.BoardServiceStub(self.channel)
        return board.GetStatistics(self.stubs.chart.GetStatisticsRequest(
            filter=self.stubs.filter.ProjectFilter(lists=row["lists"].split(";")), period=row["period"],
            style=self.stubs.house_style.HouseStyle(decimals=int(row["decimals"])), year_on_year=True),
            metadata=ACTOR).total.year_on_year

    def test_last_years_rate_is_shown_with_its_source(self):
        year_on_year = self.year_on_year({**dict.fromkeys(FILTERS), "lists": "district-key", "period": "2021-04",
                                          "decimals": "2"})
        self.assertEqual(year_on_year.as_of, "2020-04-30")
        self.assertEqual(year_on_year.reference.source, "金东区 2021 年 4 月重点项目通报")
        self.assertEqual(year_on_year.growth_percent, "", "no amount of last year is known")

    def figure(self, row):
        decimals = int(row["decimals"] or 0)
        measure = row["measure"]
        if measure == "reference_completion":
            return self.year_on_year(row).annual_completion.percent
        if measure == "completion_points":
            return self.year_on_year(row).completion_points
        period = ["--period", row["period"], "--decimals", str(decimals)]
        board = self.board(*filter_options(row), *period)
        if measure == "reached_share":
            whole = self.board(*filter_options(row, leave_out=("reached",)), *period)
            return half_up(100 * board["projectCount"], whole["projectCount"], decimals)
        if measure.endswith("_yi"):
            field = {"annual_plan_yi": "annualPlanYuan", "invested_yi": "investedYuan", "period_plan_yi": "periodPlanYuan"}
            return yi(board[field[measure]], decimals)
        rates = {"start_rate": "startRate", "annual_completion": "annualCompletion",
                 "period_completion": "periodCompletion"}
        if measure in rates:
            return board[rates[measure]]["percent"]
        return str(board[{"project_count": "projectCount", "started_count": "startedCount"}[measure]])


if __name__ == "__main__":
    unittest.main()
