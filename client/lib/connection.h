#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/lib/retry.h"
#include "wuse/v1/admin_service.grpc.pb.h"
#include "wuse/v1/alert_service.grpc.pb.h"
#include "wuse/v1/board_service.grpc.pb.h"
#include "wuse/v1/color_service.grpc.pb.h"
#include "wuse/v1/figure_service.grpc.pb.h"
#include "wuse/v1/project_service.grpc.pb.h"
#include "wuse/v1/report_service.grpc.pb.h"
#include "wuse/v1/unit_service.grpc.pb.h"
#include "wuse/v1/watch_service.grpc.pb.h"

namespace wuse::client {

inline constexpr std::string_view kDefaultServer = "127.0.0.1:7500";

// 32 random hexadecimal digits: what a mutation is remembered by.
std::string RandomRequestId();

// WUSE_ACTOR; else the login name, lowered, where that is a valid id; else "cli".
std::string DefaultActor();
// WUSE_SERVER; else kDefaultServer.
std::string DefaultServer();

struct ConnectionOptions {
  std::string server = DefaultServer();             // host:port
  std::string actor = DefaultActor();               // [a-z0-9][a-z0-9-]{0,63}, who calls
  std::chrono::milliseconds call_deadline{30'000};  // of one attempt
  RetryOptions retry;
};

// One server, as one caller. Every method blocks until the answer is there, the retries are used up or the deadline
// has passed. Thread-safe.
//
// Errors are those of the service (see its .proto) with a common::ErrorDetail (see error.h). A call is tried again on
// UNAVAILABLE, and on RESOURCE_EXHAUSTED with a RetryInfo. A mutation is given a random request_id when it has none, so
// that trying again cannot do a thing twice.
//
//   auto connection = client::Connection::Open({.server = "127.0.0.1:7500", .actor = "zhang-san"});
//   auto answer = (*connection)->GetProject(request);
class Connection {
 public:
  // Makes no call yet. Errors: kInvalidArgument (ACTOR_INVALID, SERVER_INVALID).
  static absl::StatusOr<std::unique_ptr<Connection>> Open(ConnectionOptions options);

  absl::StatusOr<v1::ApplyUnitsResponse> ApplyUnits(v1::ApplyUnitsRequest request);
  absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request);

  absl::StatusOr<v1::ProjectMutationResponse> CreateProject(v1::CreateProjectRequest request);
  absl::StatusOr<v1::ProjectMutationResponse> UpdateProject(v1::UpdateProjectRequest request);
  absl::StatusOr<v1::GetProjectResponse> GetProject(const v1::GetProjectRequest& request);
  absl::StatusOr<v1::ListProjectsResponse> ListProjects(const v1::ListProjectsRequest& request);
  absl::StatusOr<v1::ApplyProjectsResponse> ApplyProjects(v1::ApplyProjectsRequest request);
  absl::StatusOr<v1::ProjectMutationResponse> ReplanMilestone(v1::ReplanMilestoneRequest request);
  absl::StatusOr<v1::ProjectMutationResponse> DelistProject(v1::DelistProjectRequest request);
  absl::StatusOr<v1::ListChangesResponse> ListChanges(const v1::ListChangesRequest& request);

  absl::StatusOr<v1::FileReportResponse> FileReport(v1::FileReportRequest request);
  absl::StatusOr<v1::FileReportsResponse> FileReports(v1::FileReportsRequest request);
  absl::StatusOr<v1::Report> GetReport(const v1::GetReportRequest& request);
  absl::StatusOr<v1::ListReportsResponse> ListReports(const v1::ListReportsRequest& request);
  absl::StatusOr<v1::ListMissingReportsResponse> ListMissingReports(const v1::ListMissingReportsRequest& request);

  absl::StatusOr<v1::Overview> GetOverview(const v1::GetOverviewRequest& request);
  absl::StatusOr<v1::Statistics> GetStatistics(const v1::GetStatisticsRequest& request);
  absl::StatusOr<v1::Ranking> GetRanking(const v1::GetRankingRequest& request);
  absl::StatusOr<v1::Comparison> GetComparison(const v1::GetComparisonRequest& request);
  absl::StatusOr<v1::Schedule> GetSchedule(const v1::GetScheduleRequest& request);
  absl::StatusOr<v1::BattleMap> GetBattleMap(const v1::GetBattleMapRequest& request);
  absl::StatusOr<v1::GetBulletinResponse> GetBulletin(const v1::GetBulletinRequest& request);
  absl::StatusOr<v1::PublishBulletinResponse> PublishBulletin(v1::PublishBulletinRequest request);
  absl::StatusOr<v1::ListBulletinsResponse> ListBulletins(const v1::ListBulletinsRequest& request);

  absl::StatusOr<v1::RecordCertifiedInvestmentResponse> RecordCertifiedInvestment(
      v1::RecordCertifiedInvestmentRequest request);
  absl::StatusOr<v1::SetReferenceFigureResponse> SetReferenceFigure(v1::SetReferenceFigureRequest request);
  absl::StatusOr<v1::ListReferenceFiguresResponse> ListReferenceFigures(const v1::ListReferenceFiguresRequest& request);
  absl::StatusOr<v1::ApplyListsResponse> ApplyLists(v1::ApplyListsRequest request);
  absl::StatusOr<v1::ListListsResponse> ListLists(const v1::ListListsRequest& request);
  absl::StatusOr<v1::SetHouseStyleResponse> SetHouseStyle(v1::SetHouseStyleRequest request);
  absl::StatusOr<v1::HouseStyle> GetHouseStyle();

  absl::StatusOr<v1::ListAlertsResponse> ListAlerts(const v1::ListAlertsRequest& request);
  absl::StatusOr<v1::ListAlertHistoryResponse> ListAlertHistory(const v1::ListAlertHistoryRequest& request);
  absl::StatusOr<v1::AlertMutationResponse> AcknowledgeAlert(v1::AcknowledgeAlertRequest request);
  absl::StatusOr<v1::AlertMutationResponse> SnoozeAlert(v1::SnoozeAlertRequest request);
  absl::StatusOr<v1::AlertRules> GetAlertRules();
  absl::StatusOr<v1::SetAlertRulesResponse> SetAlertRules(v1::SetAlertRulesRequest request);
  absl::StatusOr<v1::ListDeliveriesResponse> ListDeliveries(const v1::ListDeliveriesRequest& request);

  absl::StatusOr<v1::ListPresetsResponse> ListPresets();
  absl::StatusOr<v1::GetPolicyResponse> GetPolicy(const v1::GetPolicyRequest& request);
  absl::StatusOr<v1::ListPolicyVersionsResponse> ListPolicyVersions();
  absl::StatusOr<v1::SetPolicyResponse> SetPolicy(v1::SetPolicyRequest request);
  absl::StatusOr<v1::TryPolicyResponse> TryPolicy(const v1::TryPolicyRequest& request);
  // Answers when the month is whole: give a call_deadline that allows for a large register.
  absl::StatusOr<v1::RecolorMonthResponse> RecolorMonth(v1::RecolorMonthRequest request);
  absl::StatusOr<v1::OverrideColorResponse> OverrideColor(v1::OverrideColorRequest request);
  absl::StatusOr<v1::GetColorHistoryResponse> GetColorHistory(const v1::GetColorHistoryRequest& request);
  absl::StatusOr<v1::GetRecoloredMonthResponse> GetRecoloredMonth(const v1::GetRecoloredMonthRequest& request);

  // Takes minutes maybe: give a call_deadline that allows for it.
  absl::StatusOr<v1::BackupInfo> Backup(const v1::BackupRequest& request);
  absl::StatusOr<v1::ListBackupsResponse> ListBackups(const v1::ListBackupsRequest& request);
  absl::StatusOr<v1::ListSubscriptionsResponse> ListSubscriptions(const v1::ListSubscriptionsRequest& request);

  // For streams (ResumableWatch) and for calls of one's own: the stubs, and the caller's id on a context.
  v1::WatchService::Stub& watch_stub() { return *watch_; }
  v1::AlertService::Stub& alert_stub() { return *alerts_; }
  void AddCaller(grpc::ClientContext& context) const;
  const ConnectionOptions& options() const { return options_; }

 private:
  explicit Connection(ConnectionOptions options);
  template <class Stub, class Request, class Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request);
  template <class Stub, class Request, class Response>
  absl::StatusOr<Response> Mutate(Stub& stub,
                                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                  Request request);

  const ConnectionOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::UnitService::Stub> units_;
  const std::unique_ptr<v1::ProjectService::Stub> projects_;
  const std::unique_ptr<v1::ReportService::Stub> reports_;
  const std::unique_ptr<v1::BoardService::Stub> board_;
  const std::unique_ptr<v1::WatchService::Stub> watch_;
  const std::unique_ptr<v1::AlertService::Stub> alerts_;
  const std::unique_ptr<v1::ColorService::Stub> colors_;
  const std::unique_ptr<v1::FigureService::Stub> figures_;
  const std::unique_ptr<v1::AdminService::Stub> admin_;
};

}  // namespace wuse::client
