"""The CLI as its users call it: files in, tables and JSON out, exit codes, and bad input that changes nothing."""
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import tempfile
import unittest

from harness import BIN, DEMO, Server, wait_for

UNITS = "id,name,group\nduohu,多湖街道,township\nxiaoshun,孝顺镇,township\nold,旧镇,township\njingshang,区经商局,department\n"
PROJECT = {
    "code": "t-001", "name": "测试项目", "kind": "新建", "level": "区重点", "category": "产业发展", "unit": "duohu",
    "lists": "district-key", "plan_year": "2021", "total_investment": "10000", "annual_plan": "1200",
    **{f"plan_m{m:02}": str(100 * m) for m in range(1, 13)}, "plan:started": "2021-03-20",
}
REPORT = {"project": "t-001", "week": "2021-W17", "invested_this_year": "400", "progress": "基础施工"}


def csv_of(*rows):
    """Rows with the columns of the first; values are quoted when they need it."""
    def quoted(value):
        return '"' + value.replace('"', '""') + '"' if re.search(r'[",\n\r]', value) else value
    return "\n".join([",".join(rows[0])] + [",".join(quoted(row[c]) for c in rows[0]) for row in rows]) + "\n"


class Cli(unittest.TestCase):
    def setUp(self):
        self.server = Server().start()
        self.addCleanup(self.server.close)
        self.dir = pathlib.Path(tempfile.mkdtemp(dir=self.server.dir))
        self.ok("unit", "apply", self.file(UNITS), "--yes")

    def file(self, content, name="in.csv"):
        path = self.dir / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_cli(self, *args, **kwargs):
        return self.server.wuse(*args, **kwargs)

    def ok(self, *args, **kwargs):
        return self.server.wuse(*args, check=0, **kwargs)

    def apply(self, *rows, **kwargs):
        return self.run_cli("project", "apply", self.file(csv_of(*rows)), "--yes", **kwargs)

    def push(self, *rows, **kwargs):
        return self.run_cli("report", "push", self.file(csv_of(*rows)), "--yes", **kwargs)

    def sequence(self):
        return self.server.wuse_json("board")["sequence"]

    def project(self, code="t-001"):
        return self.server.wuse_json("project", "get", code)["project"]


class Colors(Cli):
    def test_a_policy_is_tried_from_a_preset_and_from_a_file(self):
        self.apply(PROJECT, check=0)
        self.push(REPORT, check=0)
        trial = self.ok("color", "try", "--preset", "yinchuan-2025").stdout
        self.assertIn("▲橙    → ◆黄      t-001", trial)
        self.assertIn("试用：应开工 2 个月未开工，1–2 为黄", trial)
        self.assertIn("试用：没有可以评价的数据", self.ok("color", "try", "--preset", "haikou-jiangdong-2020").stdout)
        mine = self.ok("color", "show", "yinchuan-2025", "-o", "json").stdout.replace('"upTo": "2"', '"upTo": "1"', 1)
        mine = "// 我们的办法\n" + mine.replace('"from": "3"', '"above": "1"', 1)
        trial = self.server.wuse_json("color", "try", "-f", self.file(mine, "mine.json"))
        self.assertEqual(trial["projects"][0]["tried"], "RED")
        self.assertEqual(self.server.wuse_json("project", "get", "t-001")["project"]["status"]["color"], "ORANGE")

    def test_a_policy_sees_the_day_of_registration_and_what_is_done(self):
        self.apply({**PROJECT, "done:started": "2021-03-18"}, check=0)
        self.push({**REPORT, "percent_done": "45"}, check=0)
        trial = self.ok("color", "try", "--preset", "yinchuan-2025-statlib").stdout
        self.assertIn("试用：开工 2 个月未入库，1–2 为黄", trial)
        trial = self.ok("color", "try", "--preset", "dazu-2025-five").stdout
        self.assertIn("试用：形象进度 45%，不低于 30、低于 60 为橙", trial)
        self.apply({"code": "t-001", "入库日期": "2021-04-09"}, check=0)
        self.assertRegex(self.ok("project", "get", "t-001").stdout, "入库日期 +2021-04-09")
        trial = self.server.wuse_json("color", "try", "--preset", "yinchuan-2025-statlib", "--on", "2021-05-08")
        self.assertNotIn("YELLOW", [project["tried"] for project in trial.get("projects", [])])
        refused = self.apply({"code": "t-001", "入库日期": "2021-05-09"})
        self.assertIn("晚于今天", refused.stdout + refused.stderr)

    def test_a_bad_policy_names_the_line(self):
        policy = 'name: "mine"\ndimensions {\n  dimension: DAYS_LATE\n  bands { up_to: "7" color: GREEN }\n' \
                 '  bands { from: "9" color: RED }\n}\n'
        refused = self.run_cli("color", "try", "-f", self.file(policy, "mine.textproto"), check=2)
        self.assertIn("第 5 行（dimensions[0].bands[1]）：节点逾期天数 8 没有颜色", refused.stderr)
        self.assertIn("没有预置办法“wuhn”，最接近的是“wuhan”",
                      self.run_cli("color", "show", "wuhn", check=5).stderr)


class Files(Cli):
    def test_labels_in_chinese_any_order_gb18030_and_bom_are_read(self):
        text = "责任单位,项目名称,项目编号,建设性质,项目级别,项目类别,总投资(万元)\n多湖街道,国标项目,GB-001,续建,市重点,城市建设,12.3456\n"
        self.ok("project", "apply", self.file(text.encode("gb18030")), "--yes")
        self.ok("project", "apply", self.file(("\ufeff" + text.replace("GB-001", "bom-1")).encode()), "--yes")
        for code in ("gb-001", "bom-1"):
            project = self.project(code)
            self.assertEqual(project["name"], "国标项目")
            self.assertEqual(project["unit"], "duohu")
            self.assertEqual(project["totalInvestmentYuan"], "123456")

    def test_an_empty_cell_leaves_and_a_dash_clears(self):
        self.apply({**PROJECT, "leader": "张三", "department": "jingshang"}, check=0)
        self.apply({"code": "t-001", "leader": "", "department": "-"}, check=0)
        project = self.project()
        self.assertEqual(project["team"]["leader"], "张三")
        self.assertEqual(project["department"], "")
        self.assertEqual(project["name"], "测试项目")

    def test_a_replan_needs_a_reason_and_keeps_the_first_as_baseline(self):
        self.apply(PROJECT, check=0)
        moved = {"code": "t-001", "plan:started": "2021-06-30"}
        refused = self.apply(moved, check=2)
        self.assertIn("调整原因", refused.stderr)
        self.apply({**moved, "replan_reason": "用地审批延后"}, check=0)
        started = next(m for m in self.project()["milestones"] if m["id"] == "started")
        self.assertEqual(started["plannedOn"], "2021-06-30")
        self.assertEqual(started["former"][0]["plannedOn"], "2021-03-20")
        self.assertEqual(started["former"][0]["reason"], "用地审批延后")

    def test_pushing_the_same_file_again_writes_nothing(self):
        self.apply(PROJECT, check=0)
        self.push(REPORT, check=0)
        before = self.sequence()
        self.push(REPORT, check=0)
        self.assertEqual(self.sequence(), before)

    def test_a_filled_template_can_be_pushed(self):
        self.apply({**PROJECT, "done:signed": "2021-01-05"}, check=0)
        self.push(REPORT, check=0)
        template = self.dir / "template.csv"
        self.ok("report", "template", "--week", "2021-W18", "--unit", "duohu", "-f", template)
        text = template.read_bytes().decode("utf-8-sig")
        self.assertIn("t-001", text)
        self.assertIn("400", text)
        self.assertNotIn("签约", text)  # reached already
        self.assertIn("结顶", text)
        self.ok("report", "push", self.file(("\ufeff" + text.replace("400", "450")).encode()), "--yes")
        self.assertEqual(self.server.wuse_json("project", "get", "t-001")["figures"]["investedThisYearYuan"], "4500000")

    def test_json_edits_ladders_tracks_and_pauses(self):
        self.apply(PROJECT, check=0)
        edits = {"edits": [{"project": {"id": "t-001", "pauses": [
            {"from": "2021-05-01", "by": "区委办", "reason": "不可抗力"}]}, "updateMask": "pauses"}]}
        self.ok("project", "apply", self.file(json.dumps(edits), "p.json"), "--yes")
        self.assertEqual(self.project()["status"]["color"], "NOT_RATED")

    def test_a_large_file_is_cut_into_batches(self):
        rows = [{**PROJECT, "code": f"big-{n:04}"} for n in range(2100)]
        self.apply(*rows, check=0)
        self.assertEqual(self.server.wuse_json("board")["projectCount"], 2100)

    def test_what_is_late_now(self):
        self.apply({**PROJECT, "plan:started": "2021-01-20"}, {**PROJECT, "code": "t-002", "plan:started": "2021-06-01"}, check=0)
        self.push(REPORT, {**REPORT, "project": "t-002"}, check=0)
        listed = self.server.wuse_json("project", "list", "--color", "red,orange", "--sort", "late")["projects"]
        self.assertEqual([p["project"]["id"] for p in listed], ["t-001"])
        table = self.ok("project", "list", "--color", "red", "--sort", "late").stdout
        self.assertIn("红", table)
        self.assertIn("✕", table)
        self.assertNotIn("\x1b[", table)  # not a terminal

    def test_delisting(self):
        self.apply(PROJECT, check=0)
        self.ok("project", "delist", "t-001", "--on", "2021-05-01", "--reason", "退出计划", "--yes")
        self.assertEqual(self.server.wuse_json("board")["projectCount"], 0)
        self.assertEqual(self.server.wuse_json("board", "--period", "2021-04")["projectCount"], 1)
        self.assertEqual(self.push({**REPORT, "week": "2021-W18"}).returncode, 2)


class BadInput(Cli):
    """Each row names column and value, exits with 2, and nothing of the file is applied."""

    PROJECTS = [
        ("unknown unit", {"unit": "多糊街道"}, "责任单位", "多糊街道"),
        ("unknown department", {"department": "jingshan"}, "牵头部门", "jingshan"),
        ("delisted unit", {"unit": "old"}, "责任单位", "旧镇|old"),
        ("malformed id", {"code": "坏 编号"}, "项目编号", "坏 编号"),
        ("malformed date", {"plan:started": "2021-02-30"}, "计划", "2021-02-30"),
        ("malformed national code", {"national_code": "2019-1"}, "项目代码", "2019-1"),
        ("negative money", {"total_investment": "-1"}, "总投资", "-1"),
        ("over-large money", {"total_investment": "100000000000.0001"}, "总投资", "100000000000.0001"),
        ("more than 4 decimals", {"total_investment": "1.23456"}, "总投资", "1.23456"),
        ("month-ends that fall", {"plan_m05": "399"}, "5月累计计划", "399"),
        ("the last month is not the annual plan", {"plan_m12": "1201"}, "12月累计计划|年度计划投资", "120[01]"),
        ("reached in the future", {"done:started": "2021-05-09"}, "完成", "2021-05-09"),
        ("unknown kind", {"kind": "改建"}, "建设性质", "改建"),
        ("unknown level", {"level": "国重点"}, "项目级别", "国重点"),
        ("unknown category", {"category": "产业"}, "项目类别", "产业"),
        ("control character", {"name": "坏\x07名"}, "项目名称", r"\\x07|坏"),
        ("bidirectional override", {"name": "坏\u202e名"}, "项目名称", "坏"),
        ("name over its limit", {"name": "长" * 101}, "项目名称", "长长"),
        ("unknown parent", {"parent": "no-such"}, "所属项目", "no-such"),
        ("itself as parent", {"parent": "t-002"}, "所属项目", "t-002"),
        ("malformed list id", {"lists": "区 重点"}, "清单", "区 重点"),
        ("investment-completed set by hand", {"done:investment-completed": "2021-05-01"}, "完成", "investment-completed|完成投资"),
    ]
    REPORTS = [
        ("unknown project", {"project": "t-00l"}, "项目编号", "t-00l"),
        ("malformed week", {"week": "2021-W54"}, "周", "2021-W54"),
        ("a week in the future", {"week": "2021-W19"}, "周", "2021-W19"),
        ("as_of outside its week", {"as_of": "2021-04-01"}, "截至日期", "2021-04-01"),
        ("invested less than before", {"invested_this_year": "299"}, "今年累计完成投资", "299"),
        ("negative", {"invested_this_year": "-5"}, "今年累计完成投资", "-5"),
        ("percent over 100", {"percent_done": "101"}, "形象进度", "101"),
        ("text over its limit", {"progress": "长" * 501}, "本周进展", "长长"),
        ("unknown milestone", {"done:roof-toped": "2021-04-30"}, "roof-toped", "roof-topped|结顶"),
        ("milestone of another ladder", {"done:通车": "2021-04-30"}, "通车", "通车"),
        ("reached in the future", {"done:结顶": "2021-05-20"}, "完成", "2021-05-20"),
        ("no amount", {"invested_this_year": ""}, "今年累计完成投资", "."),
    ]

    def setUp(self):
        super().setUp()
        units = json.loads(self.ok("unit", "list", "-o", "json").stdout)["units"]
        self.assertEqual(len(units), 4)
        self.ok("unit", "apply", self.file("id,delisted_on\nold,2021-01-01\n"), "--yes")
        self.apply(PROJECT, check=0)
        self.push({**REPORT, "week": "2021-W16", "invested_this_year": "300"}, check=0)

    def assert_refused(self, done, column, value, before, row=3):
        text = done.stdout + done.stderr
        self.assertEqual(done.returncode, 2, text)
        self.assertRegex(text, column)
        self.assertRegex(text, value)
        self.assertIn(f"{row} 行", text)
        self.assertEqual(self.sequence(), before)

    def test_projects(self):
        before = self.sequence()
        for name, change, column, value in self.PROJECTS:
            with self.subTest(name):
                good = {**dict.fromkeys(change, ""), **PROJECT, "code": "t-003"}
                bad = {**PROJECT, **dict.fromkeys(change, ""), "code": "t-002", **change}
                self.assert_refused(self.apply(good, {k: bad[k] for k in good}), column, value, before)

    def test_reports(self):
        self.apply({**PROJECT, "code": "t-003"}, check=0)
        before = self.sequence()
        for name, change, column, value in self.REPORTS:
            with self.subTest(name):
                good = {**dict.fromkeys(change, ""), **REPORT, "project": "t-003"}
                bad = {**good, **REPORT, **change}
                self.assert_refused(self.push(good, bad), column, value, before)

    def test_every_bad_row_is_listed(self):
        """Those whose cells do not parse, and those that only the server finds."""
        before = self.sequence()
        done = self.apply(PROJECT, {**PROJECT, "code": "t-002", "unit": "nowhere"},
                          {**PROJECT, "code": "t-003", "total_investment": "x"},
                          {**PROJECT, "code": "t-004", "plan:started": "31.5."},
                          {**PROJECT, "code": "t-005", "parent": "t-003"})
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, "有 3 处问题(?s:.)*第 3 行.*nowhere(?s:.)*第 4 行.*“x”(?s:.)*第 5 行.*31.5.")
        done = self.push({**REPORT, "project": "t-00l"}, {**REPORT, "invested_this_year": "x"},
                         {**REPORT, "week": "2021-W19"})
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, "有 3 处问题(?s:.)*第 2 行.*t-00l(?s:.)*第 3 行.*“x”(?s:.)*第 4 行.*2021-W19")
        self.assertEqual(self.sequence(), before)

    def test_a_thousand_bad_rows_are_all_listed(self):
        before = self.sequence()
        done = self.apply(*[{**PROJECT, "code": f"t-{n:04}", "unit": "nowhere"} for n in range(1, 1201)])
        self.assertEqual(done.returncode, 2)
        self.assertIn("有 1200 处问题", done.stderr)
        self.assertEqual(done.stderr.count("列“unit 责任单位”，值“nowhere”"), 1200)
        self.assertEqual(self.sequence(), before)

    def test_an_unknown_column_names_the_nearest(self):
        done = self.apply({"code": "t-009", "总投资（万）": "1"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("总投资(万元)", done.stderr)

    def test_the_same_project_twice(self):
        before = self.sequence()
        done = self.apply({**PROJECT, "code": "t-002"}, {**PROJECT, "code": "t-002"})
        self.assert_refused(done, "项目编号", "t-002", before)

    def test_a_corrected_amount_and_date_need_a_reason(self):
        self.push({**REPORT, "invested_this_year": "250", "correction_reason": "上周多报"}, check=0)
        self.push({**REPORT, "invested_this_year": "310", "done:signed": "2021-04-01"}, check=0)
        before = self.sequence()
        moved = {**REPORT, "invested_this_year": "310", "done:signed": "2021-04-02"}
        self.assertEqual(self.push(moved).returncode, 2)
        self.assertEqual(self.sequence(), before)
        self.push({**moved, "correction_reason": "日期填错"}, check=0)


class Behavior(Cli):
    def test_exit_codes(self):
        self.assertEqual(self.run_cli("project", "get", "nothing").returncode, 5)
        self.assertEqual(self.run_cli("board", "--period", "2021-13").returncode, 2)
        self.assertEqual(self.run_cli("board", "--period", "2022").returncode, 2)
        self.assertEqual(self.run_cli("board", env={"WUSE_ACTOR": "Not An Id"}).returncode, 2)
        self.assertEqual(self.run_cli("board", env={"WUSE_ACTOR": "wuse"}).returncode, 4)
        self.assertEqual(self.run_cli("board", "--nonsense").returncode, 2)
        self.assertEqual(self.run_cli("project", "apply", "/no/such/file.csv", "--yes").returncode, 2)
        self.server.stop()
        self.assertEqual(self.run_cli("board", "--timeout", "2").returncode, 7)

    def test_did_you_mean(self):
        done = self.run_cli("porject", "list")
        self.assertEqual(done.returncode, 2)
        self.assertIn("project", done.stderr)
        done = self.run_cli("report", "psuh")
        self.assertIn("push", done.stderr)

    def test_never_a_prompt_without_a_terminal(self):
        before = self.sequence()
        done = self.run_cli("project", "apply", self.file(csv_of(PROJECT)))
        self.assertEqual(done.returncode, 2)
        self.assertIn("--yes", done.stderr)
        self.assertEqual(self.sequence(), before)

    def test_a_dry_run_shows_the_plan_and_writes_nothing(self):
        before = self.sequence()
        done = self.ok("project", "apply", self.file(csv_of(PROJECT)), "--dry-run")
        self.assertIn("t-001", done.stdout)
        self.assertEqual(self.sequence(), before)

    def on_a_terminal(self, answer, *args):
        """Runs the CLI with a terminal as input and output, answers its question; returns (exit code, output)."""
        leader, follower = pty.openpty()
        process = subprocess.Popen([BIN / "wuse", *map(str, args)], stdin=follower, stdout=follower, stderr=follower,
                                   env={**os.environ, "WUSE_SERVER": self.server.address, "WUSE_ACTOR": "tester",
                                        "TERM": "xterm-256color"})
        os.close(follower)
        output = b""
        try:
            os.write(leader, answer)
            while True:
                chunk = os.read(leader, 4096)
                if not chunk:
                    break
                output += chunk
        except OSError:
            pass  # the other end is closed
        os.close(leader)
        return process.wait(60), output.decode(errors="replace")

    def test_the_person_can_decline(self):
        before = self.sequence()
        code, output = self.on_a_terminal(b"n\n", "project", "apply", self.file(csv_of(PROJECT)))
        self.assertEqual(code, 3, output)
        self.assertEqual(self.sequence(), before)
        code, output = self.on_a_terminal(b"y\n", "project", "apply", self.file(csv_of(PROJECT)))
        self.assertEqual(code, 0, output)
        self.assertEqual(self.project()["name"], "测试项目")

    def test_colors_on_a_terminal_only_and_not_with_no_color(self):
        self.apply(PROJECT, check=0)
        _, colored = self.on_a_terminal(b"", "project", "list")
        self.assertIn("\x1b[", colored)
        os.environ["NO_COLOR"] = "1"
        self.addCleanup(os.environ.pop, "NO_COLOR")
        _, plain = self.on_a_terminal(b"", "project", "list")
        self.assertNotRegex(plain, r"\x1b\[[0-9;]*m")

    def test_watch_prints_an_object_a_line_and_ctrl_c_is_130(self):
        self.apply(PROJECT, check=0)
        process = subprocess.Popen([BIN / "wuse", "watch", "--from", "1", "-o", "json"], stdout=subprocess.PIPE, text=True,
                                   env={**os.environ, "WUSE_SERVER": self.server.address, "WUSE_ACTOR": "tester"})
        kinds = []
        while len(kinds) < 2:
            for update in json.loads(process.stdout.readline()).get("updates", []):
                kinds += [next(k for k in change if k not in ("matchBefore", "matchAfter")) for change in update["changes"]]
        self.assertIn("projectChanged", kinds)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 130)
        process.stdout.close()

    def test_a_watch_of_a_unit_that_is_not_there_is_refused_with_the_nearest(self):
        for start in (), ("--snapshot",), ("--from-start",):
            refused = self.run_cli("watch", "--unit", "duohuu", *start, check=2)
            self.assertIn("没有单位“duohuu”，最接近的是“duohu”", refused.stderr)
            self.assertEqual(refused.stdout, "")

    def test_a_second_server_on_the_same_data_is_refused(self):
        second = subprocess.run([BIN / "wuse-server", "--data", self.server.data, "--listen", "127.0.0.1:0",
                                 "--today", "2021-05-08"], capture_output=True, text=True, timeout=60)
        self.assertEqual(second.returncode, 1)
        self.assertIn("in use", second.stderr + second.stdout)

    def test_a_day_before_the_last_evaluated_is_refused(self):
        wait_for(lambda: self.server.wuse_json("board")["sequence"] >= "1", "an evaluation")
        self.server.stop()
        earlier = subprocess.run([BIN / "wuse-server", "--data", self.server.data, "--listen", "127.0.0.1:0",
                                  "--today", "2021-05-07"], capture_output=True, text=True, timeout=60)
        self.assertEqual(earlier.returncode, 1)
        self.assertIn("2021-05-08", earlier.stderr + earlier.stdout)

    def test_another_address_is_refused(self):
        done = subprocess.run([BIN / "wuse-server", "--data", self.dir / "d", "--listen", "0.0.0.0:0"],
                              capture_output=True, text=True, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("--insecure-allow-remote", done.stderr + done.stdout)

    def test_sigterm_ends_with_0(self):
        self.assertEqual(self.server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
