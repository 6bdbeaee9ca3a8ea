#include "client/cli/project_commands.h"

#include <ostream>

#include "client/cli/cell.h"
#include "client/cli/filter_options.h"
#include "client/cli/problem.h"
#include "client/cli/project_apply.h"
#include "client/cli/project_card.h"
#include "client/cli/push.h"
#include "common/limits.h"

namespace wuse::cli {
namespace {

struct ProjectListOptions {
  FilterOptions filter;
  std::string sort = "id";
};

absl::StatusOr<v1::ProjectOrder> OrderOf(const std::string& sort) {
  if (sort == "id") return v1::BY_ID;
  if (sort == "late") return v1::BY_LATENESS;
  if (sort == "unit") return v1::BY_UNIT;
  return InvalidInput("选项 --sort 的值“" + sort + "”不认识；应是 late、unit、id 之一");
}

absl::StatusOr<v1::ListProjectsResponse> AllPages(client::Connection& connection, v1::ListProjectsRequest request) {
  v1::ListProjectsResponse all;
  request.set_page_size(common::kMaxPageSize);
  do {
    auto page = connection.ListProjects(request);
    if (!page.ok()) return page.status();
    for (v1::ListedProject& project : *page->mutable_projects()) *all.add_projects() = std::move(project);
    all.set_total_count(page->total_count());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

absl::StatusOr<Exit> ListProjects(Session& session, const ProjectListOptions& options) {
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  const auto order = OrderOf(options.sort);
  if (!order.ok()) return order.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::ListProjectsRequest request;
  if (*filter) *request.mutable_filter() = **filter;
  request.set_order(*order);
  const auto all = AllPages(**connection, std::move(request));
  if (!all.ok()) return all.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*all);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), ProjectTable(all->projects(), units));
  } else {
    WriteTable(session.out(), ProjectTable(all->projects(), units), session.terminal().color);
    session.out() << "共 " << all->projects_size() << " 个项目\n";
  }
  return Exit::kOk;
}

absl::StatusOr<Exit> Get(Session& session, const std::string& id) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::GetProjectRequest request;
  request.set_id(id);
  const auto response = (*connection)->GetProject(request);
  if (!response.ok()) return response.status();
  UnitNames units(session);
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else if (session.format == Format::kCsv) {
    v1::ListProjectsResponse one;
    *one.add_projects()->mutable_project() = response->project();
    *one.mutable_projects(0)->mutable_figures() = response->figures();
    WriteCsv(session.out(), ProjectTable(one.projects(), units));
  } else {
    WriteProjectCard(session.out(), *response, units, session.terminal().color);
  }
  return Exit::kOk;
}

struct DelistOptions {
  std::string id;
  std::string on;
  std::string reason;
  bool dry_run = false;
  bool yes = false;
};

absl::StatusOr<Exit> Delist(Session& session, const DelistOptions& options) {
  std::string what;
  const auto on = ReadDate(options.on, what);
  if (!on) return InvalidInput("选项 --on 的值“" + options.on + "”" + what);
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::GetProjectRequest get;
  get.set_id(options.id);
  const auto project = (*connection)->GetProject(get);
  if (!project.ok()) return project.status();
  const std::string name = project->project().id() + " " + project->project().name();
  const std::string plan = "计划：自 " + *on + " 起调出 " + name + "，原因：" + options.reason + "\n";
  if (options.dry_run) {
    session.out() << plan;
    return Exit::kOk;
  }
  if (!options.yes) session.err() << plan;
  auto answer = AskToGoOn(session, options.yes, "确认调出？");
  if (!answer.ok() || *answer != Exit::kOk) return answer;
  v1::DelistProjectRequest request;
  request.set_project(project->project().id());
  request.set_delisted_on(*on);
  request.set_reason(options.reason);
  request.set_etag(project->project().etag());
  const auto response = (*connection)->DelistProject(std::move(request));
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else {
    session.out() << "已调出：" << name << "，自 " << *on << " 起（更新序号 " << response->sequence() << "）\n";
  }
  return Exit::kOk;
}

void AddApply(CLI::App& project, Session& session, Action& action) {
  CLI::App* apply = project.add_subcommand("apply", "从 CSV（或 JSON）新增或修改项目；文件里没有的项目不动");
  auto options = std::make_shared<FileOptions>();
  AddFileOptions(*apply, *options, "CSV 文件（UTF-8 或 GB18030），或 .json 文件");
  apply->footer(ApplyProjectsHelp());
  apply->callback(
      [&session, &action, options] { action = [&session, options] { return ApplyProjects(session, *options); }; });
}

void AddList(CLI::App& project, Session& session, Action& action) {
  CLI::App* list = project.add_subcommand("list", "列出项目和它们今天的颜色、原因、逾期、落后和投资");
  auto options = std::make_shared<ProjectListOptions>();
  AddFilterOptions(*list, options->filter);
  list->add_option("--sort", options->sort, "次序: late 最滞后的在前，unit 按责任单位，id 按编号")->type_name("次序");
  list->footer(
      "各列: "
      "原因是定下这个颜色的方面；逾期天数是未完成节点里逾期最多的一个；落后百分点是落后序时进度的百分点，负数为超前；金"
      "额单位为万元；\n"
      "      演示表示含有虚构的内容。\n\n"
      "例: wuse project list --color red,orange --sort late     现在哪些滞后\n"
      "    wuse project list --unit 多湖街道 -o csv > duohu.csv");
  list->callback(
      [&session, &action, options] { action = [&session, options] { return ListProjects(session, *options); }; });
}

void AddGetAndDelist(CLI::App& project, Session& session, Action& action) {
  CLI::App* get = project.add_subcommand("get", "一个项目的全部情况: 颜色和原因、数字、计划、节点");
  auto id = std::make_shared<std::string>();
  get->add_option("id", *id, "项目编号或原编号")->required()->type_name("编号");
  get->footer("例: wuse project get duohu-001");
  get->callback([&session, &action, id] { action = [&session, id] { return Get(session, *id); }; });

  CLI::App* delist = project.add_subcommand("delist", "把项目调出: 从某天起不再计数，以前的照旧");
  auto options = std::make_shared<DelistOptions>();
  delist->add_option("id", options->id, "项目编号或原编号")->required()->type_name("编号");
  delist->add_option("--on", options->on, "调出日期，从这天起不再计数，例如 2021-05-01")->required()->type_name("日期");
  delist->add_option("--reason", options->reason, "调出原因")->required()->type_name("文字");
  delist->add_flag("--dry-run", options->dry_run, "只说明要做什么，不写入");
  AddYesOption(*delist, options->yes);
  delist->footer("例: wuse project delist duohu-001 --on 2021-05-01 --reason 退出年度计划");
  delist->callback(
      [&session, &action, options] { action = [&session, options] { return Delist(session, *options); }; });
}

}  // namespace

void AddProjectCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* project = app.add_subcommand("project", "重点项目: 登记、计划、节点");
  project->require_subcommand(1);
  AddApply(*project, session, action);
  AddList(*project, session, action);
  AddGetAndDelist(*project, session, action);
}

}  // namespace wuse::cli
