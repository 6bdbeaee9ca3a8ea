#include "client/lib/connection.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <random>
#include <utility>

#include "client/lib/channel.h"
#include "client/lib/error.h"
#include "client/lib/stopper.h"
#include "common/clock.h"
#include "common/text.h"

namespace wuse::client {
namespace {

using std::chrono::milliseconds;

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

absl::Status InvalidOption(std::string_view reason, std::string_view english, std::string chinese) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, english,
                           {.reason = std::string(reason), .chinese = std::move(chinese)});
}

bool IsPlainAddress(const std::string& server) {
  if (server.empty()) return false;
  for (const char c : server) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

}  // namespace

std::string RandomRequestId() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device device;
  std::string id;
  while (id.size() < 32) {
    for (uint32_t bits = device(), i = 0; i < 8; ++i, bits >>= 4) id += kDigits[bits & 15U];
  }
  return id;
}

std::string DefaultActor() {
  std::string actor = FromEnvironment("WUSE_ACTOR");
  if (!actor.empty()) return actor;
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    std::string login = common::Lower(found->pw_name);
    if (common::IsId(login)) return login;
  }
  return "cli";
}

std::string DefaultServer() {
  std::string server = FromEnvironment("WUSE_SERVER");
  return server.empty() ? std::string(kDefaultServer) : server;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(ConnectionOptions options) {
  // gRPC aborts the process on a header that is not plain ASCII.
  if (!common::IsId(options.actor)) {
    return InvalidOption("ACTOR_INVALID", "the actor is not an id: " + common::Quoted(options.actor),
                         "操作人（--actor 或 WUSE_ACTOR）“" + common::Quoted(options.actor) +
                             "”不合规：只能用小写字母、数字和 -，最多 64 个字符");
  }
  if (!IsPlainAddress(options.server)) {
    return InvalidOption("SERVER_INVALID", "the server is not host:port: " + common::Quoted(options.server),
                         "服务器地址（--server 或 WUSE_SERVER）“" + common::Quoted(options.server) +
                             "”不合规：应写成 主机:端口，例如 127.0.0.1:7500");
  }
  return std::unique_ptr<Connection>(new Connection(std::move(options)));
}

Connection::Connection(ConnectionOptions options)
    : options_(std::move(options)),
      channel_(MakeChannel(options_.server)),
      units_(v1::UnitService::NewStub(channel_)),
      projects_(v1::ProjectService::NewStub(channel_)),
      reports_(v1::ReportService::NewStub(channel_)),
      board_(v1::BoardService::NewStub(channel_)),
      watch_(v1::WatchService::NewStub(channel_)),
      alerts_(v1::AlertService::NewStub(channel_)),
      colors_(v1::ColorService::NewStub(channel_)),
      figures_(v1::FigureService::NewStub(channel_)),
      admin_(v1::AdminService::NewStub(channel_)) {}

void Connection::AddCaller(grpc::ClientContext& context) const {
  context.AddMetadata("wuse-actor", options_.actor);
  context.AddMetadata("wuse-detail-bytes", std::to_string(kDetailBytes));
}

template <class Stub, class Request, class Response>
absl::StatusOr<Response> Connection::Call(Stub& stub,
                                          grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                          const Request& request) {
  const common::RealClock clock;
  const common::SteadyTime begin = clock.Steady();
  Backoff backoff(options_.retry);
  Stopper pause;
  while (true) {
    grpc::ClientContext context;
    AddCaller(context);
    context.set_deadline(clock.Now() + options_.call_deadline);
    Response response;
    absl::Status status = StatusFromGrpc((stub.*method)(&context, request, &response), options_.server);
    if (status.ok()) return response;
    const auto wait = backoff.Next(status, std::chrono::duration_cast<milliseconds>(clock.Steady() - begin));
    if (!wait || !pause.Wait(*wait)) return status;
  }
}

template <class Stub, class Request, class Response>
absl::StatusOr<Response> Connection::Mutate(
    Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request) {
  if (request.request_id().empty()) request.set_request_id(RandomRequestId());
  return Call(stub, method, request);
}

absl::StatusOr<v1::ApplyUnitsResponse> Connection::ApplyUnits(v1::ApplyUnitsRequest request) {
  return Mutate(*units_, &v1::UnitService::Stub::ApplyUnits, std::move(request));
}
absl::StatusOr<v1::ListUnitsResponse> Connection::ListUnits(const v1::ListUnitsRequest& request) {
  return Call(*units_, &v1::UnitService::Stub::ListUnits, request);
}

absl::StatusOr<v1::ProjectMutationResponse> Connection::CreateProject(v1::CreateProjectRequest request) {
  return Mutate(*projects_, &v1::ProjectService::Stub::CreateProject, std::move(request));
}
absl::StatusOr<v1::ProjectMutationResponse> Connection::UpdateProject(v1::UpdateProjectRequest request) {
  return Mutate(*projects_, &v1::ProjectService::Stub::UpdateProject, std::move(request));
}
absl::StatusOr<v1::GetProjectResponse> Connection::GetProject(const v1::GetProjectRequest& request) {
  return Call(*projects_, &v1::ProjectService::Stub::GetProject, request);
}
absl::StatusOr<v1::ListProjectsResponse> Connection::ListProjects(const v1::ListProjectsRequest& request) {
  return Call(*projects_, &v1::ProjectService::Stub::ListProjects, request);
}
absl::StatusOr<v1::ApplyProjectsResponse> Connection::ApplyProjects(v1::ApplyProjectsRequest request) {
  return Mutate(*projects_, &v1::ProjectService::Stub::ApplyProjects, std::move(request));
}
absl::StatusOr<v1::ProjectMutationResponse> Connection::ReplanMilestone(v1::ReplanMilestoneRequest request) {
  return Mutate(*projects_, &v1::ProjectService::Stub::ReplanMilestone, std::move(request));
}
absl::StatusOr<v1::ProjectMutationResponse> Connection::DelistProject(v1::DelistProjectRequest request) {
  return Mutate(*projects_, &v1::ProjectService::Stub::DelistProject, std::move(request));
}
absl::StatusOr<v1::ListChangesResponse> Connection::ListChanges(const v1::ListChangesRequest& request) {
  return Call(*projects_, &v1::ProjectService::Stub::ListChanges, request);
}

absl::StatusOr<v1::FileReportResponse> Connection::FileReport(v1::FileReportRequest request) {
  return Mutate(*reports_, &v1::ReportService::Stub::FileReport, std::move(request));
}
absl::StatusOr<v1::FileReportsResponse> Connection::FileReports(v1::FileReportsRequest request) {
  return Mutate(*reports_, &v1::ReportService::Stub::FileReports, std::move(request));
}
absl::StatusOr<v1::Report> Connection::GetReport(const v1::GetReportRequest& request) {
  return Call(*reports_, &v1::ReportService::Stub::GetReport, request);
}
absl::StatusOr<v1::ListReportsResponse> Connection::ListReports(const v1::ListReportsRequest& request) {
  return Call(*reports_, &v1::ReportService::Stub::ListReports, request);
}
absl::StatusOr<v1::ListMissingReportsResponse> Connection::ListMissingReports(
    const v1::ListMissingReportsRequest& request) {
  return Call(*reports_, &v1::ReportService::Stub::ListMissingReports, request);
}

absl::StatusOr<v1::Overview> Connection::GetOverview(const v1::GetOverviewRequest& request) {
  return Call(*board_, &v1::BoardService::Stub::GetOverview, request);
}

absl::StatusOr<v1::Statistics> Connection::GetStatistics(const v1::GetStatisticsRequest& request) {
  return Call(*board_, &v1::BoardService::Stub::GetStatistics, request);
}

absl::StatusOr<v1::Ranking> Connection::GetRanking(const v1::GetRankingRequest& request) {
  return Call(*board_, &v1::BoardService::Stub::GetRanking, request);
}

absl::StatusOr<v1::Comparison> Connection::GetComparison(const v1::GetComparisonRequest& request) {
  return Call(*board_, &v1::BoardService::Stub::GetComparison, request);
}

absl::StatusOr<v1::Schedule> Connection::GetSchedule(const v1::GetScheduleRequest& request) {
  return Call(*board_, &v1::BoardService::Stub::GetSchedule, request);
}

absl::StatusOr<v1::BattleMap> Connection::GetBattleMap(const v1::GetBattleMapRequest& request) {
  return Call(*board_, &v1::BoardService::Stub::GetBattleMap, request);
}

absl::StatusOr<v1::GetBulletinResponse> Connection::GetBulletin(const v1::GetBulletinRequest& request) {
  return Call(*board_, &v1::BoardService::Stub::GetBulletin, request);
}

absl::StatusOr<v1::PublishBulletinResponse> Connection::PublishBulletin(v1::PublishBulletinRequest request) {
  return Mutate(*board_, &v1::BoardService::Stub::PublishBulletin, std::move(request));
}

absl::StatusOr<v1::ListBulletinsResponse> Connection::ListBulletins(const v1::ListBulletinsRequest& request) {
  return Call(*board_, &v1::BoardService::Stub::ListBulletins, request);
}

absl::StatusOr<v1::RecordCertifiedInvestmentResponse> Connection::RecordCertifiedInvestment(
    v1::RecordCertifiedInvestmentRequest request) {
  return Mutate(*figures_, &v1::FigureService::Stub::RecordCertifiedInvestment, std::move(request));
}

absl::StatusOr<v1::SetReferenceFigureResponse> Connection::SetReferenceFigure(v1::SetReferenceFigureRequest request) {
  return Mutate(*figures_, &v1::FigureService::Stub::SetReferenceFigure, std::move(request));
}

absl::StatusOr<v1::ListReferenceFiguresResponse> Connection::ListReferenceFigures(
    const v1::ListReferenceFiguresRequest& request) {
  return Call(*figures_, &v1::FigureService::Stub::ListReferenceFigures, request);
}

absl::StatusOr<v1::ApplyListsResponse> Connection::ApplyLists(v1::ApplyListsRequest request) {
  return Mutate(*figures_, &v1::FigureService::Stub::ApplyLists, std::move(request));
}

absl::StatusOr<v1::ListListsResponse> Connection::ListLists(const v1::ListListsRequest& request) {
  return Call(*figures_, &v1::FigureService::Stub::ListLists, request);
}

absl::StatusOr<v1::SetHouseStyleResponse> Connection::SetHouseStyle(v1::SetHouseStyleRequest request) {
  return Mutate(*figures_, &v1::FigureService::Stub::SetHouseStyle, std::move(request));
}

absl::StatusOr<v1::HouseStyle> Connection::GetHouseStyle() {
  auto response = Call(*figures_, &v1::FigureService::Stub::GetHouseStyle, v1::GetHouseStyleRequest());
  if (!response.ok()) return response.status();
  return std::move(*response->mutable_style());
}

absl::StatusOr<v1::ListAlertsResponse> Connection::ListAlerts(const v1::ListAlertsRequest& request) {
  return Call(*alerts_, &v1::AlertService::Stub::ListAlerts, request);
}
absl::StatusOr<v1::ListAlertHistoryResponse> Connection::ListAlertHistory(const v1::ListAlertHistoryRequest& request) {
  return Call(*alerts_, &v1::AlertService::Stub::ListAlertHistory, request);
}
absl::StatusOr<v1::AlertMutationResponse> Connection::AcknowledgeAlert(v1::AcknowledgeAlertRequest request) {
  return Mutate(*alerts_, &v1::AlertService::Stub::AcknowledgeAlert, std::move(request));
}
absl::StatusOr<v1::AlertMutationResponse> Connection::SnoozeAlert(v1::SnoozeAlertRequest request) {
  return Mutate(*alerts_, &v1::AlertService::Stub::SnoozeAlert, std::move(request));
}
absl::StatusOr<v1::AlertRules> Connection::GetAlertRules() {
  return Call(*alerts_, &v1::AlertService::Stub::GetAlertRules, google::protobuf::Empty());
}
absl::StatusOr<v1::SetAlertRulesResponse> Connection::SetAlertRules(v1::SetAlertRulesRequest request) {
  return Mutate(*alerts_, &v1::AlertService::Stub::SetAlertRules, std::move(request));
}
absl::StatusOr<v1::ListDeliveriesResponse> Connection::ListDeliveries(const v1::ListDeliveriesRequest& request) {
  return Call(*alerts_, &v1::AlertService::Stub::ListDeliveries, request);
}

absl::StatusOr<v1::ListPresetsResponse> Connection::ListPresets() {
  return Call(*colors_, &v1::ColorService::Stub::ListPresets, v1::ListPresetsRequest());
}
absl::StatusOr<v1::GetPolicyResponse> Connection::GetPolicy(const v1::GetPolicyRequest& request) {
  return Call(*colors_, &v1::ColorService::Stub::GetPolicy, request);
}
absl::StatusOr<v1::ListPolicyVersionsResponse> Connection::ListPolicyVersions() {
  return Call(*colors_, &v1::ColorService::Stub::ListPolicyVersions, v1::ListPolicyVersionsRequest());
}
absl::StatusOr<v1::SetPolicyResponse> Connection::SetPolicy(v1::SetPolicyRequest request) {
  return Mutate(*colors_, &v1::ColorService::Stub::SetPolicy, std::move(request));
}
absl::StatusOr<v1::TryPolicyResponse> Connection::TryPolicy(const v1::TryPolicyRequest& request) {
  return Call(*colors_, &v1::ColorService::Stub::TryPolicy, request);
}
absl::StatusOr<v1::RecolorMonthResponse> Connection::RecolorMonth(v1::RecolorMonthRequest request) {
  return Mutate(*colors_, &v1::ColorService::Stub::RecolorMonth, std::move(request));
}
absl::StatusOr<v1::OverrideColorResponse> Connection::OverrideColor(v1::OverrideColorRequest request) {
  return Mutate(*colors_, &v1::ColorService::Stub::OverrideColor, std::move(request));
}
absl::StatusOr<v1::GetColorHistoryResponse> Connection::GetColorHistory(const v1::GetColorHistoryRequest& request) {
  return Call(*colors_, &v1::ColorService::Stub::GetColorHistory, request);
}
absl::StatusOr<v1::GetRecoloredMonthResponse> Connection::GetRecoloredMonth(
    const v1::GetRecoloredMonthRequest& request) {
  return Call(*colors_, &v1::ColorService::Stub::GetRecoloredMonth, request);
}

absl::StatusOr<v1::BackupInfo> Connection::Backup(const v1::BackupRequest& request) {
  return Call(*admin_, &v1::AdminService::Stub::Backup, request);
}
absl::StatusOr<v1::ListBackupsResponse> Connection::ListBackups(const v1::ListBackupsRequest& request) {
  return Call(*admin_, &v1::AdminService::Stub::ListBackups, request);
}
absl::StatusOr<v1::ListSubscriptionsResponse> Connection::ListSubscriptions(
    const v1::ListSubscriptionsRequest& request) {
  return Call(*admin_, &v1::AdminService::Stub::ListSubscriptions, request);
}

}  // namespace wuse::client
