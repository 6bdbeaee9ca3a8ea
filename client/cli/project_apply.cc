#include "client/cli/project_apply.h"

#include <algorithm>
#include <set>

#include "client/cli/push.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

// Projects on their way to the server.
class PushedProjects : public Pushed {
 public:
  PushedProjects(client::Connection& connection, ProjectFile file) : connection_(connection), file_(std::move(file)) {}

  const std::vector<Source>& sources() const override { return file_.sources; }
  size_t Bytes(size_t index) const override { return file_.edits[index].ByteSizeLong(); }
  const ColumnSet& columns() const override { return ProjectColumns(); }
  absl::StatusOr<PushAnswer> Send(const Batch& batch, bool validate_only, const std::string& request_id) override {
    v1::ApplyProjectsRequest request;
    if (validate_only) {
      for (v1::ProjectEdit& edit : EditsToValidate(file_, batch.begin, batch.end))
        *request.add_edits() = std::move(edit);
    } else {
      for (size_t i = batch.begin; i < batch.end; ++i) *request.add_edits() = file_.edits[i];
    }
    request.set_validate_only(validate_only);
    request.set_request_id(request_id);
    const auto response = connection_.ApplyProjects(std::move(request));
    if (!response.ok()) return response.status();
    return PushAnswer{.plan = {response->plan().begin(), response->plan().end()}, .sequence = response->sequence()};
  }

 private:
  client::Connection& connection_;
  const ProjectFile file_;
};

bool IsJson(const std::string& path, const std::string& text) {
  constexpr std::string_view kEnding = ".json";
  if (path.size() > kEnding.size() && path.substr(path.size() - kEnding.size()) == kEnding) return true;
  return path == "-" && !text.empty() && common::Trim(text).substr(0, 1) == "{";
}

void ClearParent(v1::ProjectEdit& edit) {
  edit.mutable_project()->clear_parent();
  auto& paths = *edit.mutable_update_mask()->mutable_paths();
  const bool had_mask = !paths.empty();
  paths.erase(std::remove(paths.begin(), paths.end(), "parent"), paths.end());
  // A mask that becomes empty would mean every populated field: then that is the id alone, which changes nothing.
  if (!had_mask || paths.empty()) edit.clear_update_mask();
}

}  // namespace

std::vector<v1::ProjectEdit> EditsToValidate(const ProjectFile& file, size_t begin, size_t end) {
  std::vector<v1::ProjectEdit> edits(file.edits.begin() + static_cast<ptrdiff_t>(begin),
                                     file.edits.begin() + static_cast<ptrdiff_t>(end));
  const bool is_whole = end - begin == file.edits.size();
  if (is_whole ||
      std::none_of(edits.begin(), edits.end(), [](const auto& e) { return !e.project().parent().empty(); })) {
    return edits;
  }
  std::set<std::string> of_batch;
  std::set<std::string> of_file;
  for (size_t i = 0; i < file.edits.size(); ++i) {
    std::string id = common::Lower(file.edits[i].project().id());
    if (i >= begin && i < end) of_batch.insert(id);
    of_file.insert(std::move(id));
  }
  for (v1::ProjectEdit& edit : edits) {
    const std::string parent = common::Lower(edit.project().parent());
    if (!parent.empty() && of_file.contains(parent) && !of_batch.contains(parent)) ClearParent(edit);
  }
  return edits;
}

absl::StatusOr<Exit> ApplyProjects(Session& session, const FileOptions& options) {
  absl::StatusOr<std::string> bytes = ReadFile(session, options.file);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<std::string> text = DecodeText(*bytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<ProjectFile> file = IsJson(options.file, *text) ? ReadProjectJson(*text) : ReadProjectCsv(*text);
  if (!file.ok()) return file.status();
  PutParentsFirst(*file);
  const auto connection = session.Connect();
  if (!connection.ok()) return OrProblems(connection.status(), std::move(file->problems));
  std::vector<Problem> problems = std::move(file->problems);
  PushedProjects pushed(**connection, *std::move(file));
  return Push(
      session, pushed,
      {.dry_run = options.dry_run, .yes = options.yes, .content = *std::move(bytes), .problems = std::move(problems)});
}

std::string ApplyProjectsHelp() {
  return "CSV 的列（名称任选其一，次序不限；没有的列和空格子不改，- 清除；金额单位为万元）:\n" +
         ColumnHelp(ProjectColumns()) + R"(
节点编号: signed 签约，approved 立项，designed 设计，pre-approved 前置审批，policy-settled 政策处理，
  land-cleared 净地交付，started 开工，piling-done 桩基，roadbed-done 路基，roof-topped 结顶，
  open-to-traffic 通车，completed 竣工，in-production 投产；净地项目: signed 签约，vacated 腾空，
  demolished 拆除，graves-moved 迁坟，site-stripped 清表，land-cleared 净地交付，pre-approved 前置审批，granted 出让
计划日期和年度计划改动时要填 replan_reason 调整原因，原来的作为首次计划保留。

例（CSV）:
  项目编号,项目名称,建设性质,项目级别,项目类别,责任单位,计划年度,年度计划投资(万元),计划:结顶
  duohu-001,泉源安置二期,新建,区重点,城市建设,duohu,2021,30000,2021-11-16

文件名以 .json 结尾时按 ApplyProjectsRequest 的 JSON 读入，可写 CSV 写不了的: 节点的次序、轨道、计量单位，暂缓:
  {"edits": [
    {"project": {"id": "duohu-001", "pauses": [
       {"from": "2021-05-01", "until": "2021-06-30", "by": "区委办", "reason": "不可抗力"}]},
     "updateMask": "pauses"},
    {"project": {"id": "duohu-002", "milestones": [
       {"id": "started", "name": "开工", "plannedOn": "2021-03-20"},
       {"id": "signed-homes", "name": "签约户数", "track": "征迁", "done": "94000", "total": "101000", "unit": "户"},
       {"id": "completed", "name": "竣工", "closing": true}]},
     "updateMask": "milestones", "replanReason": "调整节点"}]}
  （done 和 total 以千分之一计: 94 户写 "94000"；给出 updateMask milestones 时整个节点表换成所写的，
   去掉已完成的节点要写 correctionReason）

  wuse project apply projects.csv --dry-run      只看计划
  wuse project apply projects.csv --yes          直接写入
)";
}

}  // namespace wuse::cli
