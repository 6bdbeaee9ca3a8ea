#include "tests/bench/load/fill.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/status.h"
#include "fmt/format.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/bench/load/made_up_register.h"
#include "wuse/v1/project_service.grpc.pb.h"
#include "wuse/v1/report_service.grpc.pb.h"
#include "wuse/v1/unit_service.grpc.pb.h"

namespace wuse::bench {
namespace {

constexpr int kProjectBatch = 500;  // below 1 MiB
constexpr int kReportBatch = 1000;
constexpr std::chrono::seconds kBatchWithin{60};
constexpr int64_t kSaidEvery = 100'000;

class Filler {
 public:
  explicit Filler(const FillOptions& options)
      : options_(options),
        channel_(grpc::CreateChannel(options.target, grpc::InsecureChannelCredentials())),
        units_(v1::UnitService::NewStub(channel_)),
        projects_(v1::ProjectService::NewStub(channel_)),
        reports_(v1::ReportService::NewStub(channel_)) {}

  absl::Status Run() {
    WUSE_RETURN_IF_ERROR(AddUnits());
    for (int first = 0; first < options_.projects; first += kProjectBatch) WUSE_RETURN_IF_ERROR(AddProjects(first));
    for (int week = options_.first_week; week < options_.first_week + options_.weeks; ++week) {
      for (int first = 0; first < options_.projects; first += kReportBatch) {
        WUSE_RETURN_IF_ERROR(AddReports(week, first));
      }
    }
    return absl::OkStatus();
  }

 private:
  template <class Stub, class Request, class Response>
  absl::Status Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request) {
    grpc::ClientContext context;
    context.AddMetadata("wuse-actor", "bench");
    context.set_deadline(clock_.Now() + kBatchWithin);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (status.ok()) return absl::OkStatus();
    return {static_cast<absl::StatusCode>(status.error_code()), status.error_message()};
  }

  absl::Status AddUnits() { return Call(*units_, &v1::UnitService::Stub::ApplyUnits, UnitsRequest("")); }

  absl::Status AddProjects(int first) {
    v1::ApplyProjectsRequest request;
    const int end = std::min(first + kProjectBatch, options_.projects);
    for (int i = first; i < end; ++i) *request.add_edits()->mutable_project() = ProjectOf(i);
    WUSE_RETURN_IF_ERROR(Call(*projects_, &v1::ProjectService::Stub::ApplyProjects, request));
    Say("projects", end - first, projects_made_);
    return absl::OkStatus();
  }

  absl::Status AddReports(int week, int first) {
    v1::FileReportsRequest request;
    const int end = std::min(first + kReportBatch, options_.projects);
    for (int i = first; i < end; ++i) *request.add_edits() = ReportOf(i, week, 0);
    WUSE_RETURN_IF_ERROR(Call(*reports_, &v1::ReportService::Stub::FileReports, request));
    Say("reports", end - first, reports_made_);
    return absl::OkStatus();
  }

  void Say(const char* what, int64_t added, int64_t& made) {
    made += added;
    if (made % kSaidEvery >= added) return;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(clock_.Steady() - begun_).count();
    std::fputs(fmt::format("  {} {} after {} s\n", made, what, seconds).c_str(), stderr);
  }

  const FillOptions options_;
  const common::RealClock clock_;
  const common::SteadyTime begun_ = clock_.Steady();
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::UnitService::Stub> units_;
  const std::unique_ptr<v1::ProjectService::Stub> projects_;
  const std::unique_ptr<v1::ReportService::Stub> reports_;
  int64_t projects_made_ = 0;
  int64_t reports_made_ = 0;
};

}  // namespace

absl::Status Fill(const FillOptions& options) {
  return Filler(options).Run();
}

}  // namespace wuse::bench
