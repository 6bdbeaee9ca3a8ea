#pragma once

#include "server/api/call.h"
#include "server/api/parts.h"
#include "server/api/stream_registry.h"
#include "wuse/v1/admin_service.grpc.pb.h"
#include "wuse/v1/board_service.grpc.pb.h"
#include "wuse/v1/color_service.grpc.pb.h"
#include "wuse/v1/figure_service.grpc.pb.h"
#include "wuse/v1/project_service.grpc.pb.h"
#include "wuse/v1/report_service.grpc.pb.h"
#include "wuse/v1/unit_service.grpc.pb.h"

// The unary services: every method is registered raw and goes through the call wrapper (call.h). A method left out here
// would abort the process when called, so the base classes name them all.
namespace wuse::api {

using Reactor = grpc::ServerUnaryReactor;
using Context = grpc::CallbackServerContext;
using Buffer = grpc::ByteBuffer;

// clang-format off
using RawUnitService =
    v1::UnitService::WithRawCallbackMethod_ApplyUnits<
    v1::UnitService::WithRawCallbackMethod_ListUnits<v1::UnitService::Service>>;
using RawProjectService =
    v1::ProjectService::WithRawCallbackMethod_CreateProject<
    v1::ProjectService::WithRawCallbackMethod_UpdateProject<
    v1::ProjectService::WithRawCallbackMethod_GetProject<
    v1::ProjectService::WithRawCallbackMethod_ListProjects<
    v1::ProjectService::WithRawCallbackMethod_ApplyProjects<
    v1::ProjectService::WithRawCallbackMethod_ReplanMilestone<
    v1::ProjectService::WithRawCallbackMethod_DelistProject<
    v1::ProjectService::WithRawCallbackMethod_ListChanges<v1::ProjectService::Service>>>>>>>>;
using RawReportService =
    v1::ReportService::WithRawCallbackMethod_FileReport<
    v1::ReportService::WithRawCallbackMethod_FileReports<
    v1::ReportService::WithRawCallbackMethod_GetReport<
    v1::ReportService::WithRawCallbackMethod_ListReports<
    v1::ReportService::WithRawCallbackMethod_ListMissingReports<v1::ReportService::Service>>>>>;
using RawBoardService =
    v1::BoardService::WithRawCallbackMethod_GetOverview<
    v1::BoardService::WithRawCallbackMethod_GetStatistics<
    v1::BoardService::WithRawCallbackMethod_GetRanking<
    v1::BoardService::WithRawCallbackMethod_GetComparison<
    v1::BoardService::WithRawCallbackMethod_GetSchedule<
    v1::BoardService::WithRawCallbackMethod_GetBattleMap<
    v1::BoardService::WithRawCallbackMethod_GetBulletin<
    v1::BoardService::WithRawCallbackMethod_PublishBulletin<
    v1::BoardService::WithRawCallbackMethod_ListBulletins<v1::BoardService::Service>>>>>>>>>;
using RawFigureService =
    v1::FigureService::WithRawCallbackMethod_RecordCertifiedInvestment<
    v1::FigureService::WithRawCallbackMethod_SetReferenceFigure<
    v1::FigureService::WithRawCallbackMethod_ListReferenceFigures<
    v1::FigureService::WithRawCallbackMethod_ApplyLists<
    v1::FigureService::WithRawCallbackMethod_ListLists<
    v1::FigureService::WithRawCallbackMethod_SetHouseStyle<
    v1::FigureService::WithRawCallbackMethod_GetHouseStyle<v1::FigureService::Service>>>>>>>;
using RawColorService =
    v1::ColorService::WithRawCallbackMethod_ListPresets<
    v1::ColorService::WithRawCallbackMethod_GetPolicy<
    v1::ColorService::WithRawCallbackMethod_ListPolicyVersions<
    v1::ColorService::WithRawCallbackMethod_SetPolicy<
    v1::ColorService::WithRawCallbackMethod_TryPolicy<
    v1::ColorService::WithRawCallbackMethod_RecolorMonth<
    v1::ColorService::WithRawCallbackMethod_OverrideColor<
    v1::ColorService::WithRawCallbackMethod_GetColorHistory<
    v1::ColorService::WithRawCallbackMethod_GetRecoloredMonth<v1::ColorService::Service>>>>>>>>>;
using RawAdminService =
    v1::AdminService::WithRawCallbackMethod_Backup<
    v1::AdminService::WithRawCallbackMethod_ListBackups<
    v1::AdminService::WithRawCallbackMethod_ListSubscriptions<v1::AdminService::Service>>>;
// clang-format on

class UnitService final : public RawUnitService {
 public:
  explicit UnitService(const Parts& parts) : parts_(parts) {}
  Reactor* ApplyUnits(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListUnits(Context* context, const Buffer* body, Buffer* response) override;

 private:
  const Parts& parts_;
};

class ProjectService final : public RawProjectService {
 public:
  explicit ProjectService(const Parts& parts) : parts_(parts) {}
  Reactor* CreateProject(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* UpdateProject(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetProject(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListProjects(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ApplyProjects(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ReplanMilestone(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* DelistProject(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListChanges(Context* context, const Buffer* body, Buffer* response) override;

 private:
  const Parts& parts_;
};

class ReportService final : public RawReportService {
 public:
  explicit ReportService(const Parts& parts) : parts_(parts) {}
  Reactor* FileReport(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* FileReports(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetReport(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListReports(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListMissingReports(Context* context, const Buffer* body, Buffer* response) override;

 private:
  const Parts& parts_;
};

class BoardService final : public RawBoardService {
 public:
  explicit BoardService(const Parts& parts) : parts_(parts) {}
  Reactor* GetOverview(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetStatistics(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetRanking(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetComparison(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetSchedule(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetBattleMap(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetBulletin(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* PublishBulletin(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListBulletins(Context* context, const Buffer* body, Buffer* response) override;

 private:
  const Parts& parts_;
};

class FigureService final : public RawFigureService {
 public:
  explicit FigureService(const Parts& parts) : parts_(parts) {}
  Reactor* RecordCertifiedInvestment(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* SetReferenceFigure(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListReferenceFigures(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ApplyLists(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListLists(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* SetHouseStyle(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetHouseStyle(Context* context, const Buffer* body, Buffer* response) override;

 private:
  const Parts& parts_;
};

class ColorService final : public RawColorService {
 public:
  explicit ColorService(const Parts& parts) : parts_(parts) {}
  Reactor* ListPresets(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetPolicy(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListPolicyVersions(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* SetPolicy(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* TryPolicy(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* RecolorMonth(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* OverrideColor(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetColorHistory(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetRecoloredMonth(Context* context, const Buffer* body, Buffer* response) override;

 private:
  const Parts& parts_;
};

class AdminService final : public RawAdminService {
 public:
  AdminService(const Parts& parts, const StreamRegistry& streams) : parts_(parts), streams_(streams) {}
  Reactor* Backup(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListBackups(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListSubscriptions(Context* context, const Buffer* body, Buffer* response) override;

 private:
  const Parts& parts_;
  const StreamRegistry& streams_;
};

}  // namespace wuse::api
