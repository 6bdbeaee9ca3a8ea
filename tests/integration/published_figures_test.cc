#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/calendar.h"
#include "common/money.h"
#include "gtest/gtest.h"
#include "tests/integration/register_calls.h"
#include "tests/support/test_server.h"
#include "wuse/v1/board_service.grpc.pb.h"
#include "wuse/v1/figure_service.grpc.pb.h"

// Figures that districts and cities printed, from the numbers that they printed beside them: published_figures.csv.
// A row there is a case here.
namespace wuse::testing {
namespace {

using CaseRow = std::map<std::string, std::string>;

// The cells of a line; a cell may be quoted.
std::vector<std::string> CellsOf(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

std::vector<CaseRow> PublishedRows() {
  std::ifstream file(WUSE_PUBLISHED_FIGURES);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = CellsOf(line);
  std::vector<CaseRow> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = CellsOf(line);
    EXPECT_EQ(cells.size(), columns.size()) << line;
    CaseRow& row = rows.emplace_back();
    for (size_t i = 0; i < columns.size(); ++i) row[columns[i]] = i < cells.size() ? cells[i] : "";
  }
  return rows;
}

int IntOf(const std::string& cell) {
  return cell.empty() ? 0 : std::stoi(cell);
}

// 亿元 as printed, in yuan.
int64_t YuanOfYi(const std::string& cell) {
  constexpr int64_t kYuanOfTenThousandth = 10'000;
  return common::ParseTenThousandths(cell).value() * kYuanOfTenThousandth;
}

template <class Enum>
Enum EnumOf(const std::string& name, bool (*parse)(const std::string&, Enum*)) {
  Enum value{};
  EXPECT_TRUE(parse(name, &value)) << name;
  return value;
}

// One row, put into a register as a list of its own.
class PublishedCase {
 public:
  PublishedCase(CaseRow row, int number)
      : row_(std::move(row)),
        list_("case-" + std::to_string(number)),
        cut_off_(common::Date::Parse(Cell("cut_off")).value_or(common::Date())) {}

  const std::string& Cell(const std::string& column) const { return row_.at(column); }
  int Int(const std::string& column) const { return IntOf(Cell(column)); }
  bool Asks(std::string_view what) const { return Cell("ask") == what; }
  bool IsOfMoney() const { return Asks("annual_completion") || Asks("period_completion"); }
  std::string Name() const { return Cell("publisher") + " " + Cell("period") + " " + Cell("metric"); }
  common::Date cut_off() const { return cut_off_; }

  // Amounts are those of one project, counts are so many projects.
  v1::ApplyProjectsRequest Projects() const {
    v1::ApplyProjectsRequest request;
    const int count = IsOfMoney() ? 1 : Int("den") + Int("continuing");
    for (int i = 0; i < count; ++i) {
      v1::Project& project = *request.add_edits()->mutable_project();
      project.set_id(IdOf(i));
      project.set_name(list_ + "的第" + std::to_string(i + 1) + "个项目");
      project.set_kind(IsOfMoney() || i < Int("den") ? v1::NEW : v1::CONTINUING);
      project.set_level(v1::DISTRICT);
      project.set_category(Asks("milestone_share") ? v1::PLOT : v1::URBAN);
      project.set_unit("office");
      project.add_lists(list_);
      // Of lagging ones nothing but their dates counts: no week is without its report yet.
      project.set_listed_on(Asks("lagging_share") ? cut_off_.ToString() : InYear("-01-01"));
      if (IsOfMoney()) AddPlan(project);
      if (IsPaused(i)) AddPause(project);
    }
    return request;
  }

  // The dates by which the projects count.
  v1::ApplyProjectsRequest Milestones() const {
    v1::ApplyProjectsRequest request;
    if (IsOfMoney()) return request;
    for (int i = 0; i < Int("den"); ++i) {
      v1::ProjectEdit& edit = *request.add_edits();
      edit.mutable_project()->set_id(IdOf(i));
      const bool counts = i < Int("num");
      if (Asks("lagging_share")) {
        Plan(edit, "roof-topped", cut_off_.Plus(counts ? -10 : 10).ToString());
      } else if (Asks("milestone_share")) {
        if (counts) Reach(edit, Cell("milestone"), InYear("-01-20"));
      } else {
        SetStart(edit, i);
      }
    }
    return request;
  }

  v1::FileReportsRequest Reports() const {
    v1::FileReportsRequest request;
    if (!IsOfMoney()) return request;
    v1::Report& report = *request.add_edits()->mutable_report();
    report.set_project(IdOf(0));
    report.set_week(common::Week::Of(cut_off_).ToString());
    report.set_as_of(cut_off_.ToString());
    report.set_invested_this_year_yuan(YuanOfYi(Cell("num")));
    return request;
  }

  // As the publisher's house style wants it.
  v1::GetStatisticsRequest Question() const {
    v1::GetStatisticsRequest request;
    *request.mutable_filter() = Filter();
    request.set_period(Cell("asked_period"));
    v1::HouseStyle& style = *request.mutable_style();
    style.set_decimals(Int("decimals"));
    style.set_time_base(EnumOf<v1::TimeBase>(Cell("time_base"), v1::TimeBase_Parse));
    style.set_distance_rounding(EnumOf<v1::DistanceRounding>(Cell("distance_rounding"), v1::DistanceRounding_Parse));
    style.set_start_base(EnumOf<v1::StartBase>(Cell("start_base"), v1::StartBase_Parse));
    if (Asks("milestone_share")) request.add_milestones(Cell("milestone"));
    return request;
  }

  v1::Rate RateOf(const v1::FigureSet& figures) const {
    if (Asks("annual_completion")) return figures.annual_completion();
    if (Asks("period_completion")) return figures.period_completion();
    if (Asks("start_rate")) return figures.start_rate();
    if (Asks("lagging_share")) return figures.lagging_share();
    EXPECT_TRUE(Asks("milestone_share")) << Cell("ask");
    EXPECT_EQ(figures.milestones_size(), 1);
    return figures.milestones_size() == 1 ? figures.milestones(0).share() : v1::Rate();
  }
  int64_t Numerator() const { return IsOfMoney() ? YuanOfYi(Cell("num")) : Int("num"); }
  int64_t Denominator() const { return IsOfMoney() ? YuanOfYi(Cell("den")) : Int("den"); }

  // What was printed, as a reference figure.
  v1::SetReferenceFigureRequest Printed() const {
    v1::SetReferenceFigureRequest request;
    v1::ReferenceFigure& figure = *request.mutable_figure();
    figure.set_metric(EnumOf<v1::Metric>(Cell("reference_metric"), v1::Metric_Parse));
    figure.set_period(Cell("asked_period"));
    *figure.mutable_filter() = Filter();
    figure.set_value(Cell("published_pct"));
    figure.set_numerator(Numerator());
    figure.set_denominator(Denominator());
    figure.set_source(Cell("publisher") + " " + Cell("period"));
    figure.set_note(Cell("metric"));
    return request;
  }

 private:
  std::string IdOf(int i) const { return list_ + "-" + std::to_string(i); }
  std::string InYear(std::string_view day) const { return std::to_string(cut_off_.year()) + std::string(day); }
  v1::ProjectFilter Filter() const {
    v1::ProjectFilter filter;
    filter.add_lists(list_);
    return filter;
  }

  // Of those that the numerator leaves out: started all the same.
  bool IsPaused(int i) const { return i >= Int("num") && i < Int("num") + Int("paused"); }
  void AddPause(v1::Project& project) const {
    v1::Pause& pause = *project.add_pauses();
    pause.set_from(cut_off_.ToString());
    pause.set_by("项目办");
    pause.set_reason("资金");
  }

  // The denominator is the year's plan, or what was planned by the cut-off, which is a month's end then.
  void AddPlan(v1::Project& project) const {
    constexpr int kMonths = 12;
    const int64_t planned = YuanOfYi(Cell("den"));
    const int full = Asks("period_completion") ? cut_off_.month() : kMonths;
    v1::YearPlan& plan = *project.add_plans();
    plan.set_year(cut_off_.year());
    for (int month = 1; month <= kMonths; ++month) {
      plan.add_month_end_yuan(month == full ? planned : planned / full * month);
    }
    plan.set_annual_yuan(plan.month_end_yuan(kMonths - 1));
    project.set_total_investment_yuan(2 * plan.annual_yuan());
  }

  static void Plan(v1::ProjectEdit& edit, const std::string& milestone, const std::string& day) {
    MilestoneOf(edit, milestone).set_planned_on(day);
    edit.mutable_update_mask()->add_paths("milestones." + milestone + ".planned_on");
  }
  static void Reach(v1::ProjectEdit& edit, const std::string& milestone, const std::string& day) {
    MilestoneOf(edit, milestone).set_reached_on(day);
    edit.mutable_update_mask()->add_paths("milestones." + milestone + ".reached_on");
  }
  static v1::Milestone& MilestoneOf(v1::ProjectEdit& edit, const std::string& id) {
    for (v1::Milestone& milestone : *edit.mutable_project()->mutable_milestones()) {
      if (milestone.id() == id) return milestone;
    }
    v1::Milestone& milestone = *edit.mutable_project()->add_milestones();
    milestone.set_id(id);
    return milestone;
  }

  // The first `num` have started, the first `early` of them ahead of time, the first `completed` are completed too. Of
  // the others the first `paused` had started too, and `not_started_due` should have.
  void SetStart(v1::ProjectEdit& edit, int i) const {
    const int started = Int("num");
    const bool is_late_planned = i < Int("early") || i >= started + Int("not_started_due");
    Plan(edit, "started", InYear(is_late_planned ? "-12-31" : "-01-25"));
    if (i < started || IsPaused(i)) Reach(edit, "started", InYear("-01-20"));
    if (i < Int("completed")) Reach(edit, "completed", InYear("-01-28"));
  }

  CaseRow row_;
  std::string list_;
  common::Date cut_off_;
};

class PublishedFigures : public ::testing::Test {
 protected:
  PublishedFigures() {
    server_.Start();
    units_ = v1::UnitService::NewStub(server_.channel());
    projects_ = v1::ProjectService::NewStub(server_.channel());
    reports_ = v1::ReportService::NewStub(server_.channel());
    board_ = v1::BoardService::NewStub(server_.channel());
    figures_ = v1::FigureService::NewStub(server_.channel());
    v1::ApplyUnitsRequest units;
    *units.add_units() = AnyUnit("office", "项目办");
    Done(*units_, &v1::UnitService::Stub::ApplyUnits, units);
  }

  // A call that must be answered.
  template <class Stub, class Request, class Response>
  static Response Done(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                       const Request& request) {
    const Answer<Response> answer = Call(stub, method, request);
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response;
  }

  void Load(const PublishedCase& published) {
    const v1::ApplyProjectsRequest milestones = published.Milestones();
    const v1::FileReportsRequest reports = published.Reports();
    Done(*projects_, &v1::ProjectService::Stub::ApplyProjects, published.Projects());
    if (milestones.edits_size() != 0) Done(*projects_, &v1::ProjectService::Stub::ApplyProjects, milestones);
    if (reports.edits_size() != 0) Done(*reports_, &v1::ReportService::Stub::FileReports, reports);
  }
  v1::Statistics Ask(const PublishedCase& published) {
    return Done(*board_, &v1::BoardService::Stub::GetStatistics, published.Question());
  }

  static void ExpectAsComputed(const PublishedCase& published, const v1::Statistics& answer) {
    EXPECT_EQ(answer.as_of(), published.Cell("cut_off"));
    const v1::Rate rate = published.RateOf(answer.total());
    EXPECT_EQ(rate.numerator(), published.Numerator());
    EXPECT_EQ(rate.denominator(), published.Denominator());
    EXPECT_EQ(rate.percent(), published.Cell("expected_pct"));
    if (!published.Cell("expected_points").empty()) {
      EXPECT_EQ(answer.total().distance().points(), published.Cell("expected_points"));
    }
    if (published.Asks("start_rate")) {
      const int started = published.Int("num") + published.Int("paused") + published.Int("continuing");
      EXPECT_EQ(answer.total().started_count(), started);
      EXPECT_EQ(answer.total().completed_count(), published.Int("completed"));
    }
    if (published.Cell("start_base") == "OF_PLANNED_STARTS") ExpectStarts(published, answer.total().starts());
  }
  static void ExpectStarts(const PublishedCase& published, const v1::StartFigures& starts) {
    EXPECT_EQ(starts.planned_count(), published.Int("den"));
    EXPECT_EQ(starts.missed_count(), published.Int("not_started_due"));
    EXPECT_EQ(starts.early_count(), published.Int("early"));
    EXPECT_EQ(starts.due_count(), published.Int("num") - published.Int("early") + published.Int("not_started_due"));
    EXPECT_EQ(starts.of_all_projects().denominator(), published.Int("den") + published.Int("continuing"));
  }

  // Arithmetic stays what it is, with what was printed beside it.
  void ExpectContradicted(const PublishedCase& published) {
    const v1::ReferenceFigure kept =
        Done(*figures_, &v1::FigureService::Stub::SetReferenceFigure, published.Printed()).figure();
    EXPECT_TRUE(kept.contradicts());
    EXPECT_EQ(kept.arithmetic(), published.Cell("expected_pct"));
    EXPECT_EQ(kept.value(), published.Cell("published_pct"));
    const v1::Statistics answer = Ask(published);
    ExpectAsComputed(published, answer);
    ASSERT_EQ(answer.references_size(), 1);
    EXPECT_EQ(answer.references(0).SerializeAsString(), kept.SerializeAsString());
  }

  TestServer server_{{.today = common::Date::OfYmd(2013, 1, 1)}};
  std::unique_ptr<v1::UnitService::Stub> units_;
  std::unique_ptr<v1::ProjectService::Stub> projects_;
  std::unique_ptr<v1::ReportService::Stub> reports_;
  std::unique_ptr<v1::BoardService::Stub> board_;
  std::unique_ptr<v1::FigureService::Stub> figures_;
};

TEST_F(PublishedFigures, AreReproducedToThePrintedDigit) {
  std::vector<PublishedCase> cases;
  for (CaseRow& row : PublishedRows()) cases.emplace_back(std::move(row), static_cast<int>(cases.size()) + 1);
  EXPECT_GE(cases.size(), 23U);
  // Each as its office did it: on the day itself.
  std::stable_sort(cases.begin(), cases.end(), [](const auto& a, const auto& b) { return a.cut_off() < b.cut_off(); });
  for (const PublishedCase& published : cases) {
    SCOPED_TRACE(published.Name());
    server_.clock().SetToday(published.cut_off());
    Load(published);
    const v1::Statistics answer = Ask(published);
    ExpectAsComputed(published, answer);
    EXPECT_EQ(answer.references_size(), 0);
    if (published.Cell("consistent") == "yes") {
      EXPECT_EQ(published.Cell("expected_pct"), published.Cell("published_pct")) << "the row contradicts itself";
    } else {
      EXPECT_NE(published.Cell("expected_pct"), published.Cell("published_pct")) << "nothing contradicts here";
      ExpectContradicted(published);
    }
  }
}

}  // namespace
}  // namespace wuse::testing
