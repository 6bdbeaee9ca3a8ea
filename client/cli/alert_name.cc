#include "client/cli/alert_name.h"

#include <vector>

#include "absl/strings/str_replace.h"
#include "client/cli/alert_labels.h"
#include "client/cli/problem.h"
#include "common/status.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

std::string WithPlainColons(std::string_view text) {
  return absl::StrReplaceAll(common::ToAbsl(text), {{"：", ":"}});
}

std::vector<std::string> Parts(const std::string& text) {
  std::vector<std::string> parts;
  size_t begin = 0;
  for (size_t end = text.find(':'); end != std::string::npos; end = text.find(':', begin)) {
    parts.emplace_back(common::Trim(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  parts.emplace_back(common::Trim(std::string_view(text).substr(begin)));
  return parts;
}

absl::Status Wrong(std::string_view name, const std::string& what) {
  return InvalidInput("预警“" + common::Quoted(name) + "”" + what);
}

}  // namespace

std::string AlertName(const v1::Alert& alert) {
  std::string name = std::string(AlertKindName(alert.kind())) + ":" + alert.project();
  return alert.milestone().empty() ? name : name + ":" + alert.milestone();
}

absl::StatusOr<v1::AlertRef> ParseAlertName(std::string_view name) {
  const std::vector<std::string> parts = Parts(WithPlainColons(name));
  constexpr const char* kShape = "写成 种类:项目，例如 report-missing:jd-001；节点逾期要写明节点: 节点逾期:jd-001:结顶";
  if (parts.size() < 2) return Wrong(name, std::string("不完整；") + kShape);
  const std::optional<int> kind = kAlertKinds.Find(parts[0]);
  if (!kind) {
    return Wrong(name, "的种类“" + common::Quoted(parts[0]) + "”不认识；应是" + kAlertKinds.Choices() + "之一");
  }
  if (parts[1].empty()) return Wrong(name, std::string("没有项目；") + kShape);
  v1::AlertRef ref;
  ref.set_kind(static_cast<v1::AlertKind>(*kind));
  ref.set_project(parts[1]);
  if (ref.kind() == v1::MILESTONE_OVERDUE) {
    if (parts.size() != 3 || parts[2].empty()) {
      return Wrong(name, "要写明一个节点，例如 节点逾期:" + common::Quoted(parts[1]) + ":结顶");
    }
    ref.set_milestone(MilestoneId(parts[2]));
  } else if (parts.size() > 2) {
    return Wrong(name, "多了“" + common::Quoted(parts[2]) + "”：只有节点逾期分节点");
  }
  return ref;
}

bool LooksLikeAlertName(std::string_view text) {
  return WithPlainColons(text).find(':') != std::string::npos;
}

}  // namespace wuse::cli
