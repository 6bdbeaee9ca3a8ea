#include <string_view>

#include "fmt/format.h"
#include "tests/bench/load/made_up_register.h"
#include "tests/bench/load/workload.h"
#include "wuse/v1/board_service.pb.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::bench {
namespace {

template <class Message>
Message Parsed(const std::string& bytes) {
  Message message;
  if (!message.ParseFromString(bytes)) message.Clear();
  return message;
}

// Each report is new, so each is written.
class FileReportWorkload : public Workload {
 public:
  explicit FileReportWorkload(const WorkloadOptions& options) : options_(options) {}
  const char* method() const override { return "/wuse.v1.ReportService/FileReport"; }
  std::string Request(int64_t number) const override {
    v1::FileReportRequest request;
    *request.mutable_edit() = ReportByNumber(number, options_.projects);
    request.set_request_id(fmt::format("{}-{:010}", options_.run, number));
    return request.SerializeAsString();
  }
  bool IsGood(const std::string& response) const override {
    return Parsed<v1::FileReportResponse>(response).sequence() > 0;
  }

 private:
  const WorkloadOptions options_;
};

class GetProjectWorkload : public Workload {
 public:
  explicit GetProjectWorkload(const WorkloadOptions& options) : projects_(options.projects) {}
  const char* method() const override { return "/wuse.v1.ProjectService/GetProject"; }
  std::string Request(int64_t number) const override {
    // A multiple of a prime visits the projects in an order that no cache foresees.
    constexpr int64_t kPrime = 7'368'787;
    v1::GetProjectRequest request;
    request.set_id(ProjectId(number * kPrime % projects_));
    return request.SerializeAsString();
  }
  bool IsGood(const std::string& response) const override {
    return !Parsed<v1::GetProjectResponse>(response).project().name().empty();
  }

 private:
  const int64_t projects_;
};

class GetOverviewWorkload : public Workload {
 public:
  explicit GetOverviewWorkload(const WorkloadOptions& options) : projects_(options.projects) {}
  const char* method() const override { return "/wuse.v1.BoardService/GetOverview"; }
  std::string Request(int64_t) const override { return {}; }  // the main list, today
  bool IsGood(const std::string& response) const override {
    return Parsed<v1::Overview>(response).project_count() == projects_;
  }

 private:
  const int projects_;
};

}  // namespace

std::unique_ptr<Workload> MakeWuseWorkload(const WorkloadOptions& options) {
  if (options.name == "file-report") return std::make_unique<FileReportWorkload>(options);
  if (options.name == "get-project") return std::make_unique<GetProjectWorkload>(options);
  if (options.name == "get-overview") return std::make_unique<GetOverviewWorkload>(options);
  return nullptr;
}

std::unique_ptr<Workload> MakeWorkload(const WorkloadOptions& options) {
  std::unique_ptr<Workload> workload = MakeWuseWorkload(options);
  return workload ? std::move(workload) : MakeEtcdWorkload(options);
}

}  // namespace wuse::bench
