#include "client/cli/color_policy_commands.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "client/cli/color_table.h"
#include "client/cli/color_text.h"
#include "client/cli/labels.h"
#include "client/cli/option_values.h"
#include "client/cli/policy_file.h"
#include "client/cli/problem.h"

namespace wuse::cli {
namespace {

// Which of the policies in force is meant.
struct ScopeOptions {
  std::string category;
  bool units = false;
};

absl::StatusOr<v1::Category> CategoryOf(const std::string& text) {
  if (text.empty()) return v1::CATEGORY_UNSPECIFIED;
  const auto value = LabelOption("--category", text, kCategories);
  if (!value.ok()) return value.status();
  return static_cast<v1::Category>(*value);
}

std::string CategoryHelp(std::string_view what) {
  return std::string(what) + "，" + kCategories.Choices() + "之一";
}

struct ShowPolicyOptions {
  std::string name;
  int version = -1;  // -1: none is given
  ScopeOptions scope;
};

absl::StatusOr<v1::GetPolicyRequest> RequestOf(const ShowPolicyOptions& options) {
  const int meant = (options.name.empty() ? 0 : 1) + (options.version < 0 ? 0 : 1) +
                    (options.scope.category.empty() ? 0 : 1) + (options.scope.units ? 1 : 0);
  if (meant > 1) return InvalidInput("预置办法的名称、--version、--category、--units 只能给一个");
  const auto category = CategoryOf(options.scope.category);
  if (!category.ok()) return category.status();
  v1::GetPolicyRequest request;
  request.set_name(options.name);
  if (options.version >= 0) request.set_version(options.version);
  request.set_category(*category);
  if (options.scope.units) request.set_subject(v1::SUBJECT_UNIT);
  return request;
}

absl::StatusOr<Exit> Show(Session& session, const ShowPolicyOptions& options) {
  const auto request = RequestOf(options);
  if (!request.ok()) return request.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto answer = (*connection)->GetPolicy(*request);
  if (!answer.ok()) return answer.status();
  const v1::PolicyVersion& version = answer->policy();
  if (session.format == Format::kJson) {
    session.out() << JsonText(version.policy());  // what -f reads
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), PolicyTable(version.policy()));
  } else if (options.name.empty()) {
    WritePolicyVersion(session.out(), *answer);
  } else {
    WritePolicy(session.out(), version.policy());
  }
  return Exit::kOk;
}

absl::StatusOr<Exit> ListVersions(Session& session) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto response = (*connection)->ListPolicyVersions();
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), PolicyVersionTable(response->versions()));
  } else if (response->versions().empty()) {
    session.out() << "没有人定过评色办法，一直用默认办法\n";
  } else {
    WriteTable(session.out(), PolicyVersionTable(response->versions()), session.terminal().color);
  }
  return Exit::kOk;
}

struct SetPolicyOptions {
  std::string file;
  std::string preset;
  bool drop = false;
  ScopeOptions scope;
  int seen = -1;  // -1: whatever is in force
  std::string reason;
};

absl::Status CheckSet(const SetPolicyOptions& options) {
  const int given = (options.file.empty() ? 0 : 1) + (options.preset.empty() ? 0 : 1) + (options.drop ? 1 : 0);
  if (given != 1) return InvalidInput("定哪个办法：-f 办法文件、--preset 预置办法，或 --drop 取消，给出其中一个");
  if (options.scope.units && !options.drop) {
    return InvalidInput("--units 只和 --drop 一起用；办法评责任单位还是项目，写在办法里（subject）");
  }
  if (options.drop && options.scope.units != options.scope.category.empty()) {
    return InvalidInput("取消哪个办法：--category 类别，或 --units，给出其中一个；全区的办法不能取消，只能换");
  }
  return CheckReason(options.reason);
}

void TellSet(std::ostream& out, const v1::SetPolicyResponse& response) {
  const v1::PolicyVersion& now = response.policy();
  out << "现行评色办法  " << PolicyVersionText(now);
  if (response.sequence() == 0) {
    out << "（本来就是这样，没有写入）\n";
    return;
  }
  out << "（更新序号 " << response.sequence() << "）\n";
  if (now.subject() == v1::SUBJECT_UNIT || now.policy().subject() == v1::SUBJECT_UNIT) {
    out << "责任单位的颜色在按月调色时评出。\n";
  } else {
    out << "正在后台重新评定颜色，评完时 wuse watch 会说“每日评价”。\n";
  }
}

absl::StatusOr<Exit> Set(Session& session, const SetPolicyOptions& options) {
  if (absl::Status bad = CheckSet(options); !bad.ok()) return bad;
  const auto category = CategoryOf(options.scope.category);
  if (!category.ok()) return category.status();
  v1::SetPolicyRequest request;
  request.set_category(*category);
  request.set_reason(options.reason);
  if (options.seen >= 0) request.set_seen_version(options.seen);
  std::optional<PolicyFile> file;
  if (!options.file.empty()) {
    auto read = ReadPolicyFile(session, options.file);
    if (!read.ok()) return read.status();
    file = *std::move(read);
    *request.mutable_policy() = file->policy();
  } else if (options.drop) {
    request.set_drop(options.scope.units ? v1::SUBJECT_UNIT : v1::SUBJECT_PROJECT);
  } else {
    request.set_preset(options.preset);
  }
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto response = (*connection)->SetPolicy(std::move(request));
  if (!response.ok()) return file ? file->WithLines(response.status()) : response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else {
    TellSet(session.out(), *response);
  }
  return Exit::kOk;
}

void AddShow(CLI::App& color, Session& session, Action& action) {
  CLI::App* show = color.add_subcommand("show", "一个办法的全部界限和出处；默认是现行的");
  auto options = std::make_shared<ShowPolicyOptions>();
  show->add_option("name", options->name, "预置办法，见 wuse color presets")->type_name("办法");
  show->add_option("--version", options->version, "第几版，见 wuse color versions")
      ->type_name("版次")
      ->check(CLI::Range(0, 1'000'000).description(""));
  show->add_option("--category", options->scope.category, CategoryHelp("这一类项目现行的办法"))->type_name("类别");
  show->add_flag("--units", options->scope.units, "评责任单位的办法");
  show->footer(
      "-o json 只写办法本身，wuse color try 和 wuse color set 用 -f 读入。\n\n"
      "例: wuse color show\n"
      "    wuse color show --category 净地\n"
      "    wuse color show yinchuan-2025\n"
      "    wuse color show wuhan -o json > wuhan.json");
  show->callback([&session, &action, options] { action = [&session, options] { return Show(session, *options); }; });
}

void AddSet(CLI::App& color, Session& session, Action& action) {
  CLI::App* set = color.add_subcommand("set", "定评色办法: 从今天起用，颜色立即重新评定");
  auto options = std::make_shared<SetPolicyOptions>();
  set->add_option("-f,--file", options->file,
                  "办法文件: JSON（可带 // 和 /* */ 注释）或 protobuf 文本格式；- 表示标准输入")
      ->type_name("文件");
  set->add_option("--preset", options->preset, "预置办法，见 wuse color presets")->type_name("办法");
  set->add_flag("--drop", options->drop, "取消 --category 这一类单独的办法，改按全区的；或取消评责任单位的（--units）");
  set->add_option("--category", options->scope.category, CategoryHelp("只用于这一类项目；不写是全区"))
      ->type_name("类别");
  set->add_flag("--units", options->scope.units, "和 --drop 一起用: 不再评责任单位");
  set->add_option("--seen", options->seen, "只有现行的还是第几版时才写入；不写就不管")
      ->type_name("版次")
      ->check(CLI::Range(0, 1'000'000).description(""));
  set->add_option("--reason", options->reason, "为什么，例如文件的文号，最多 500 字")->required()->type_name("文字");
  set->footer(
      "先用 wuse color try 看哪些项目会变色。办法文件里的错误按行指出，有错就什么都不改。\n"
      "已经公布的按月调色不会改。\n\n"
      "例: wuse color set --preset yinchuan-2025 --reason 区政办〔2021〕12号\n"
      "    wuse color set -f my.json --category 净地 --reason 净地项目按节点评\n"
      "    wuse color set --drop --category 净地 --reason 统一按全区办法");
  set->callback([&session, &action, options] { action = [&session, options] { return Set(session, *options); }; });
}

}  // namespace

void AddColorPolicyCommands(CLI::App& color, Session& session, Action& action) {
  AddShow(color, session, action);
  CLI::App* versions = color.add_subcommand("versions", "定过的评色办法，新的在前: 第几版、用于什么、谁定的、为什么");
  versions->footer("例: wuse color versions\n    wuse color versions -o csv > versions.csv");
  versions->callback([&session, &action] { action = [&session] { return ListVersions(session); }; });
  AddSet(color, session, action);
}

}  // namespace wuse::cli
