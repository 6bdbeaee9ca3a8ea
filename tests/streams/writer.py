"""A writer that creates, edits, reports, files batches and delists at random, with some calls under way at once."""
import collections
import datetime
import random
import threading

import grpc

from harness import ACTOR

IN_FLIGHT = 6
MOST_PROJECTS = 60
UNITS = [f"town-{n}" for n in range(6)] + [f"office-{n}" for n in range(3)]
TOWNS, OFFICES = UNITS[:6], UNITS[6:]
LISTS = ["district-key", "city-key", "old-town", "river"]
MONTH_YUAN = 1_000_000


class Writer:
    def __init__(self, stubs, world, seed):
        self.stubs, self.world = stubs, world
        self.random = random.Random(f"{seed}/writer")
        self.results = collections.Counter()  # by code
        self.written = {}  # sequence → request id
        self.projects = []
        self.room = threading.Semaphore(IN_FLIGHT)
        self.number = 0
        self.fault = None
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        channel, address = None, None
        try:
            while not self.stopping.is_set() and (at := self.world.wait_for_server()) is not None:
                if address != at:
                    if channel:
                        channel.close()
                    channel, address = grpc.insecure_channel(at), at
                self._call(channel)
        except Exception as error:
            self.fault = f"the writer: {type(error).__name__}: {error}"
        for _ in range(IN_FLIGHT):
            self.room.acquire()
        if channel:
            channel.close()

    def _call(self, channel):
        self.number += 1
        delists = 1 if len(self.projects) > MOST_PROJECTS // 2 else 0
        kind, = self.random.choices([self._report, self._reports, self._edit, self._create, self._unit, self._delist],
                                    [50, 12, 20, 4 if self.projects else 10**6, 4, delists])
        method, request = kind(channel)
        request.request_id = f"w{self.number}"
        self.room.acquire()
        future = method.future(request, metadata=ACTOR, timeout=20)
        future.add_done_callback(lambda done, name=request.request_id: self._answered(done, name))

    def _answered(self, call, request_id):
        self.results[call.code().name] += 1
        if call.code() is grpc.StatusCode.OK and call.result().sequence > 0:
            self.written[call.result().sequence] = request_id
            self.world.acknowledge(call.result().sequence)
        self.room.release()

    def _week(self):
        year, week, _ = datetime.date.fromisoformat(self.world.today).isocalendar()
        return f"{year}-W{self.random.randint(max(1, week - 5), week):02}"

    def _report_edit(self, project, week):
        pb = self.stubs
        return pb.report_service.ReportEdit(
            correction_reason="核对后更正",
            report=pb.report.Report(project=project, week=week, progress="进展" * self.random.choice([1, 10, 200]),
                                    invested_this_year_yuan=self.random.randint(0, 8) * MONTH_YUAN + self.number))

    def _report(self, channel):
        stub = self.stubs.report_service_grpc.ReportServiceStub(channel)
        edit = self._report_edit(self.random.choice(self.projects), self._week())
        return stub.FileReport, self.stubs.report_service.FileReportRequest(edit=edit)

    def _reports(self, channel):
        stub = self.stubs.report_service_grpc.ReportServiceStub(channel)
        week = self._week()
        chosen = self.random.sample(self.projects, self.random.randint(1, len(self.projects)))
        edits = [self._report_edit(project, week) for project in chosen]
        return stub.FileReports, self.stubs.report_service.FileReportsRequest(edits=edits)

    def _create(self, channel):
        kinds, project_pb = self.stubs.kinds, self.stubs.project
        room = max(0, MOST_PROJECTS - len(self.projects))
        edits = []
        for _ in range(min(room, self.random.randint(1, 6)) or 1):
            name = project_id(self.world.projects_made) if room else self.projects[0]  # again: that one is edited
            if room:
                self.projects.append(name)
                self.world.projects_made += 1
            edits.append(self.stubs.project_service.ProjectEdit(project=project_pb.Project(
                id=name, name=f"项目{name}", kind=self.random.choice([kinds.NEW, kinds.CONTINUING]),
                level=self.random.choice([kinds.CITY, kinds.DISTRICT, kinds.TOWN]),
                category=self.random.choice([kinds.URBAN, kinds.INDUSTRY, kinds.TRANSPORT]),
                unit=self.random.choice(TOWNS), department=self.random.choice(OFFICES),
                lists=self.random.sample(LISTS, self.random.randint(1, 3)), total_investment_yuan=10**9,
                plans=[project_pb.YearPlan(year=2021, annual_yuan=12 * MONTH_YUAN,
                                           month_end_yuan=[month * MONTH_YUAN for month in range(1, 13)])])))
        stub = self.stubs.project_service_grpc.ProjectServiceStub(channel)
        return stub.ApplyProjects, self.stubs.project_service.ApplyProjectsRequest(edits=edits)

    def _edit(self, channel):
        project = self.stubs.project.Project(
            id=self.random.choice(self.projects), unit=self.random.choice(TOWNS),
            department=self.random.choice(OFFICES), lists=self.random.sample(LISTS, self.random.randint(1, 3)),
            level=self.random.randint(1, 4), note=f"第 {self.number} 次")
        edit = self.stubs.project_service.ProjectEdit(project=project)
        edit.update_mask.paths.extend(self.random.sample(["unit", "department", "lists", "level", "note"],
                                                         self.random.randint(1, 3)))
        stub = self.stubs.project_service_grpc.ProjectServiceStub(channel)
        return stub.UpdateProject, self.stubs.project_service.UpdateProjectRequest(edit=edit)

    def _delist(self, channel):
        stub = self.stubs.project_service_grpc.ProjectServiceStub(channel)
        project = self.projects.pop(self.random.randrange(len(self.projects)))  # nothing is accepted of it any more
        return stub.DelistProject, self.stubs.project_service.DelistProjectRequest(project=project, reason="调出清单")

    def _unit(self, channel):
        unit_pb = self.stubs.unit
        name = self.random.choice(UNITS)
        stub = self.stubs.unit_service_grpc.UnitServiceStub(channel)
        return stub.ApplyUnits, self.stubs.unit_service.ApplyUnitsRequest(units=[unit(unit_pb, name, self.number)])


def project_id(number):
    return f"p-{number:03}"


def unit(unit_pb, name, number=0):
    group = unit_pb.TOWNSHIP if name in TOWNS else unit_pb.DEPARTMENT
    return unit_pb.Unit(id=name, name=f"单位{name}", group=group, note=f"第 {number} 次")
