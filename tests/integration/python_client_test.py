"""A client in another language with stock tools: creates a project, files a report, receives the update."""
import unittest

import grpc

from harness import ACTOR, Server, Stubs


class PythonClient(unittest.TestCase):
    def test_creates_a_project_files_a_report_and_receives_the_update(self):
        stubs = Stubs()
        self.addCleanup(stubs.close)
        with Server() as server, grpc.insecure_channel(server.address) as channel:
            units = stubs.unit_service_grpc.UnitServiceStub(channel)
            projects = stubs.project_service_grpc.ProjectServiceStub(channel)
            reports = stubs.report_service_grpc.ReportServiceStub(channel)
            watch = stubs.watch_service_grpc.WatchServiceStub(channel)
            unit_pb, kinds_pb, color_pb = stubs.unit, stubs.kinds, stubs.color

            units.ApplyUnits(stubs.unit_service.ApplyUnitsRequest(
                units=[unit_pb.Unit(id="duohu", name="多湖街道", group=unit_pb.TOWNSHIP)]), metadata=ACTOR)
            stream = watch.Watch(stubs.watch_service.WatchRequest(from_sequence=1), metadata=ACTOR, timeout=60)

            project_pb = stubs.project
            created = projects.CreateProject(stubs.project_service.CreateProjectRequest(
                request_id="create-1",
                project=project_pb.Project(
                    id="py-001", name="演示项目", kind=kinds_pb.NEW, level=kinds_pb.DISTRICT, category=kinds_pb.INDUSTRY,
                    unit="duohu", lists=["district-key"], total_investment_yuan=100_000_000,
                    plans=[project_pb.YearPlan(year=2021, annual_yuan=12_000_000,
                                               month_end_yuan=[m * 1_000_000 for m in range(1, 13)])])), metadata=ACTOR)
            self.assertEqual(created.project.status.color, color_pb.NOT_RATED)  # nothing to judge by yet

            filed = reports.FileReport(stubs.report_service.FileReportRequest(
                request_id="report-1",
                edit=stubs.report_service.ReportEdit(report=stubs.report.Report(
                    project="py-001", week="2021-W17", invested_this_year_yuan=4_000_000, progress="基础施工"))),
                metadata=ACTOR)
            self.assertEqual(filed.report.as_of, "2021-04-30")
            self.assertEqual(filed.status.color, color_pb.GREEN)  # exactly on plan

            seen = []
            for response in stream:
                seen += response.updates
                if seen and seen[-1].sequence >= filed.sequence:
                    break
            stream.cancel()
            self.assertEqual([u.sequence for u in seen], list(range(1, filed.sequence + 1)))
            last = seen[-1]
            self.assertEqual(last.actor, "tester")
            self.assertEqual(last.request_id, "report-1")
            self.assertEqual(last.changes[0].report_filed.report, filed.report)
            self.assertEqual(last.changes[1].status_changed.after.color, color_pb.GREEN)

            again = reports.FileReport(stubs.report_service.FileReportRequest(
                request_id="report-1",
                edit=stubs.report_service.ReportEdit(report=stubs.report.Report(
                    project="py-001", week="2021-W17", invested_this_year_yuan=4_000_000, progress="基础施工"))),
                metadata=ACTOR)
            self.assertEqual(again, filed)

    def test_an_error_carries_reason_field_and_chinese_text(self):
        stubs = Stubs()
        self.addCleanup(stubs.close)
        with Server() as server, grpc.insecure_channel(server.address) as channel:
            projects = stubs.project_service_grpc.ProjectServiceStub(channel)
            with self.assertRaises(grpc.RpcError) as raised:
                projects.CreateProject(stubs.project_service.CreateProjectRequest(), metadata=ACTOR)
            self.assertEqual(raised.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
            details = dict(raised.exception.trailing_metadata())["grpc-status-details-bin"]
            for expected in ("BadRequest", "ErrorInfo", "zh-CN", "project.id"):
                self.assertIn(expected.encode(), details)


if __name__ == "__main__":
    unittest.main()
