#include "tests/bench/load/figure_questions.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::bench {
namespace {

struct Question {
  std::string_view name;
  const char* method;
  std::string (*request)(const std::string& period);
  int64_t (*projects)(const std::string& answer);
};

template <class Request>
std::string OfPeriod(const std::string& period) {
  Request request;
  request.set_period(period);
  return request.SerializeAsString();
}

std::string FilteredOverview(const std::string& period) {
  v1::GetOverviewRequest request;
  request.set_period(period);
  // Everything, but the server keeps sums for the main list alone.
  request.mutable_filter()->add_kinds(v1::NEW);
  request.mutable_filter()->add_kinds(v1::CONTINUING);
  return request.SerializeAsString();
}

std::string StatisticsByUnit(const std::string& period) {
  v1::GetStatisticsRequest request;
  request.set_period(period);
  request.set_by(v1::GROUP_BY_UNIT);
  return request.SerializeAsString();
}

std::string ComparisonOf(const std::string& quarter) {
  v1::GetComparisonRequest request;
  request.set_quarter(quarter);
  return request.SerializeAsString();
}

template <class Response>
Response Parsed(const std::string& bytes) {
  Response response;
  if (!response.ParseFromString(bytes)) response.Clear();
  return response;
}

int64_t ProjectsOfOverview(const std::string& answer) {
  return Parsed<v1::Overview>(answer).project_count();
}

int64_t ProjectsOfRanking(const std::string& answer) {
  int64_t projects = 0;
  const auto ranking = Parsed<v1::Ranking>(answer);
  for (const v1::RankedGroup& group : ranking.groups()) {
    for (const v1::RankedUnit& unit : group.units()) projects += unit.figures().project_count();
  }
  return projects;
}

constexpr std::array<Question, 6> kQuestions = {{
    {"overview", "/wuse.v1.BoardService/GetOverview", OfPeriod<v1::GetOverviewRequest>, ProjectsOfOverview},
    {"filtered-overview", "/wuse.v1.BoardService/GetOverview", FilteredOverview, ProjectsOfOverview},
    {"statistics", "/wuse.v1.BoardService/GetStatistics", StatisticsByUnit,
     [](const std::string& answer) -> int64_t { return Parsed<v1::Statistics>(answer).total().project_count(); }},
    {"ranking", "/wuse.v1.BoardService/GetRanking", OfPeriod<v1::GetRankingRequest>, ProjectsOfRanking},
    {"comparison", "/wuse.v1.BoardService/GetComparison", ComparisonOf,
     [](const std::string& answer) -> int64_t {
       return Parsed<v1::Comparison>(answer).total().now().figures().project_count();
     }},
    {"bulletin", "/wuse.v1.BoardService/GetBulletin", OfPeriod<v1::GetBulletinRequest>,
     [](const std::string& answer) -> int64_t {
       return Parsed<v1::GetBulletinResponse>(answer).bulletin().figures().project_count();
     }},
}};

}  // namespace

absl::StatusOr<std::vector<AnsweredQuestion>> RunFigureQuestions(const BesideReportsOptions& options,
                                                                 const std::string& question,
                                                                 const std::vector<std::string>& periods) {
  const auto* const asked =
      std::find_if(kQuestions.begin(), kQuestions.end(), [&](const Question& each) { return each.name == question; });
  if (asked == kQuestions.end()) return absl::InvalidArgumentError("no question " + question);
  std::vector<TimedRequest> requests;
  for (const std::string& period : periods) {
    requests.push_back({asked->method, asked->request(period == "today" ? "" : period)});
  }
  absl::StatusOr<std::vector<TimedAnswer>> answers = AskBesideReports(options, requests);
  if (!answers.ok()) return answers.status();
  std::vector<AnsweredQuestion> answered;
  for (TimedAnswer& answer : *answers) {
    const int64_t projects = asked->projects(answer.bytes);
    answered.push_back({projects, std::move(answer)});
  }
  return answered;
}

}  // namespace wuse::bench
