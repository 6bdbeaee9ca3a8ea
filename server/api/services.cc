#include "server/api/services.h"

#include "server/api/admin.h"
#include "server/api/answers.h"
#include "server/api/battle_map.h"
#include "server/api/bulletins.h"
#include "server/api/changes.h"
#include "server/api/color_months.h"
#include "server/api/colors.h"
#include "server/api/comparison.h"
#include "server/api/figure_records.h"
#include "server/api/overview.h"
#include "server/api/projects.h"
#include "server/api/ranking.h"
#include "server/api/reports.h"
#include "server/api/schedule.h"
#include "server/api/statistics.h"
#include "server/api/units.h"

namespace wuse::api {
namespace {

template <class Request>
Reactor* Mutate(const Parts& parts, std::string_view method, const Rpc& rpc) {
  return ServeMutation<Request>(parts, method, rpc,
                                [](const Parts& p, const Request& request) { return AnswerTo(p, request); });
}

}  // namespace

Reactor* UnitService::ApplyUnits(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::ApplyUnitsRequest>(parts_, "wuse.v1.UnitService/ApplyUnits", {context, body, response});
}

Reactor* UnitService::ListUnits(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<v1::ListUnitsRequest>(parts_, "wuse.v1.UnitService/ListUnits", {context, body, response},
                                        api::ListUnits);
}

Reactor* ProjectService::CreateProject(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::CreateProjectRequest>(parts_, "wuse.v1.ProjectService/CreateProject", {context, body, response});
}

Reactor* ProjectService::UpdateProject(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::UpdateProjectRequest>(parts_, "wuse.v1.ProjectService/UpdateProject", {context, body, response});
}

Reactor* ProjectService::GetProject(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<v1::GetProjectRequest>(parts_, "wuse.v1.ProjectService/GetProject", {context, body, response},
                                         api::GetProject);
}

Reactor* ProjectService::ListProjects(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<v1::ListProjectsRequest>(parts_, "wuse.v1.ProjectService/ListProjects", {context, body, response},
                                           api::ListProjects);
}

Reactor* ProjectService::ApplyProjects(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::ApplyProjectsRequest>(parts_, "wuse.v1.ProjectService/ApplyProjects", {context, body, response});
}

Reactor* ProjectService::ReplanMilestone(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::ReplanMilestoneRequest>(parts_, "wuse.v1.ProjectService/ReplanMilestone",
                                            {context, body, response});
}

Reactor* ProjectService::DelistProject(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::DelistProjectRequest>(parts_, "wuse.v1.ProjectService/DelistProject", {context, body, response});
}

Reactor* ProjectService::ListChanges(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::ListChangesRequest>(parts_, "wuse.v1.ProjectService/ListChanges", {context, body, response},
                                               api::ListChanges);
}

Reactor* ReportService::FileReport(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::FileReportRequest>(parts_, "wuse.v1.ReportService/FileReport", {context, body, response});
}

Reactor* ReportService::FileReports(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::FileReportsRequest>(parts_, "wuse.v1.ReportService/FileReports", {context, body, response});
}

Reactor* ReportService::GetReport(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::GetReportRequest>(parts_, "wuse.v1.ReportService/GetReport", {context, body, response},
                                             api::GetReport);
}

Reactor* ReportService::ListReports(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::ListReportsRequest>(parts_, "wuse.v1.ReportService/ListReports", {context, body, response},
                                               api::ListReports);
}

Reactor* ReportService::ListMissingReports(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<v1::ListMissingReportsRequest>(parts_, "wuse.v1.ReportService/ListMissingReports",
                                                 {context, body, response}, api::ListMissingReports);
}

Reactor* BoardService::GetOverview(Context* context, const Buffer* body, Buffer* response) {
  const auto then = [&parts = parts_](v1::GetOverviewRequest request, const CallPtr& call) {
    if (const auto at_once = OverviewAtOnce(parts, request)) return call->Finish(*at_once);
    auto task = [&parts, request = std::move(request), call] { call->Finish(api::GetOverview(parts, request)); };
    if (!parts.readers.TrySubmit(std::move(task))) call->Finish(absl::StatusOr<Rope>(ServerBusy()));
  };
  return Serve<v1::GetOverviewRequest>(parts_, "wuse.v1.BoardService/GetOverview", {context, body, response}, then);
}

Reactor* BoardService::GetStatistics(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::GetStatisticsRequest>(parts_, "wuse.v1.BoardService/GetStatistics",
                                                 {context, body, response}, api::GetStatistics);
}

Reactor* BoardService::GetRanking(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::GetRankingRequest>(parts_, "wuse.v1.BoardService/GetRanking", {context, body, response},
                                              api::GetRanking);
}

Reactor* BoardService::GetComparison(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::GetComparisonRequest>(parts_, "wuse.v1.BoardService/GetComparison",
                                                 {context, body, response}, api::GetComparison);
}

Reactor* BoardService::GetSchedule(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::GetScheduleRequest>(parts_, "wuse.v1.BoardService/GetSchedule", {context, body, response},
                                               api::GetSchedule);
}

Reactor* BoardService::GetBattleMap(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::GetBattleMapRequest>(parts_, "wuse.v1.BoardService/GetBattleMap", {context, body, response},
                                                api::GetBattleMap);
}

Reactor* BoardService::GetBulletin(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::GetBulletinRequest>(parts_, "wuse.v1.BoardService/GetBulletin", {context, body, response},
                                               api::GetBulletin);
}

Reactor* BoardService::PublishBulletin(Context* context, const Buffer* body, Buffer* response) {
  return ServePrepared<v1::PublishBulletinRequest>(parts_, "wuse.v1.BoardService/PublishBulletin",
                                                   {context, body, response}, PrepareBulletin, BulletinAsPublished);
}

Reactor* BoardService::ListBulletins(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::ListBulletinsRequest>(parts_, "wuse.v1.BoardService/ListBulletins",
                                                 {context, body, response}, api::ListBulletins);
}

Reactor* FigureService::RecordCertifiedInvestment(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::RecordCertifiedInvestmentRequest>(parts_, "wuse.v1.FigureService/RecordCertifiedInvestment",
                                                      {context, body, response});
}

Reactor* FigureService::SetReferenceFigure(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::SetReferenceFigureRequest>(parts_, "wuse.v1.FigureService/SetReferenceFigure",
                                               {context, body, response});
}

Reactor* FigureService::ListReferenceFigures(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<v1::ListReferenceFiguresRequest>(parts_, "wuse.v1.FigureService/ListReferenceFigures",
                                                   {context, body, response}, api::ListReferenceFigures);
}

Reactor* FigureService::ApplyLists(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::ApplyListsRequest>(parts_, "wuse.v1.FigureService/ApplyLists", {context, body, response});
}

Reactor* FigureService::ListLists(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::ListListsRequest>(parts_, "wuse.v1.FigureService/ListLists", {context, body, response},
                                             api::ListLists);
}

Reactor* FigureService::SetHouseStyle(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::SetHouseStyleRequest>(parts_, "wuse.v1.FigureService/SetHouseStyle", {context, body, response});
}

Reactor* FigureService::GetHouseStyle(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<v1::GetHouseStyleRequest>(parts_, "wuse.v1.FigureService/GetHouseStyle", {context, body, response},
                                            api::GetHouseStyle);
}

Reactor* ColorService::ListPresets(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<v1::ListPresetsRequest>(parts_, "wuse.v1.ColorService/ListPresets", {context, body, response},
                                          api::ListPresets);
}

Reactor* ColorService::GetPolicy(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<v1::GetPolicyRequest>(parts_, "wuse.v1.ColorService/GetPolicy", {context, body, response},
                                        api::GetPolicy);
}

Reactor* ColorService::ListPolicyVersions(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<v1::ListPolicyVersionsRequest>(parts_, "wuse.v1.ColorService/ListPolicyVersions",
                                                 {context, body, response}, api::ListPolicyVersions);
}

Reactor* ColorService::SetPolicy(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::SetPolicyRequest>(parts_, "wuse.v1.ColorService/SetPolicy", {context, body, response});
}

Reactor* ColorService::RecolorMonth(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::RecolorMonthRequest>(parts_, "wuse.v1.ColorService/RecolorMonth", {context, body, response});
}

Reactor* ColorService::OverrideColor(Context* context, const Buffer* body, Buffer* response) {
  return Mutate<v1::OverrideColorRequest>(parts_, "wuse.v1.ColorService/OverrideColor", {context, body, response});
}

Reactor* ColorService::GetColorHistory(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::GetColorHistoryRequest>(parts_, "wuse.v1.ColorService/GetColorHistory",
                                                   {context, body, response}, api::GetColorHistory);
}

Reactor* ColorService::GetRecoloredMonth(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::GetRecoloredMonthRequest>(parts_, "wuse.v1.ColorService/GetRecoloredMonth",
                                                     {context, body, response}, api::GetRecoloredMonth);
}

Reactor* ColorService::TryPolicy(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::TryPolicyRequest>(parts_, "wuse.v1.ColorService/TryPolicy", {context, body, response},
                                             api::TryPolicy);
}

Reactor* AdminService::Backup(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnBackupWorker<v1::BackupRequest>(parts_, "wuse.v1.AdminService/Backup", {context, body, response},
                                                api::Backup);
}

Reactor* AdminService::ListBackups(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnBackupWorker<v1::ListBackupsRequest>(parts_, "wuse.v1.AdminService/ListBackups",
                                                     {context, body, response}, api::ListBackups);
}

Reactor* AdminService::ListSubscriptions(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::ListSubscriptionsRequest>(
      parts_, "wuse.v1.AdminService/ListSubscriptions", {context, body, response},
      [&streams = streams_](const Parts& parts, const v1::ListSubscriptionsRequest& request) {
        return absl::StatusOr<v1::ListSubscriptionsResponse>(api::ListSubscriptions(parts, streams, request));
      });
}

}  // namespace wuse::api
