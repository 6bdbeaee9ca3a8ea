#include "client/cli/bulletin_commands.h"

#include <fstream>
#include <memory>
#include <ostream>

#include "client/cli/bulletin_options.h"
#include "client/cli/option_values.h"
#include "client/cli/problem.h"
#include "common/limits.h"

namespace wuse::cli {
namespace {

struct ShowOptions {
  BulletinOptions which;
  int edition = 0;
  bool unpublished = false;
  std::string file;
};

v1::BulletinFormat BulletinFormatOf(const Session& session) {
  if (session.format == Format::kJson) return v1::BULLETIN_FORMAT_UNSPECIFIED;
  return session.format == Format::kCsv ? v1::BULLETIN_CSV : session.bulletin_format;
}

// To the file, else to the output.
absl::StatusOr<Exit> Deliver(Session& session, const std::string& path, const std::string& text) {
  if (path.empty()) {
    session.out() << text;
    return Exit::kOk;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return InvalidInput("写不了文件 " + path);
  session.err() << "已写入 " << path << std::endl;
  return Exit::kOk;
}

// What a published one would say differently now: beside it, so that the text stays what was sent.
void TellDifferences(Session& session, const v1::GetBulletinResponse& response) {
  if (response.differences().empty()) return;
  session.err() << "提示：发布之后登记数据有更正，与现在相比有 " << response.differences_size() << " 处不同：\n";
  for (const v1::BulletinDifference& one : response.differences()) {
    session.err() << "  " << one.what() << "：发布时 " << one.before() << "，现在 " << one.after() << "\n";
  }
  session.err() << "  可用 wuse bulletin publish --correct 原因 发布更正版" << std::endl;
}

absl::StatusOr<Exit> ShowBulletin(Session& session, const ShowOptions& options) {
  const auto period = BulletinPeriodOf(options.which);
  if (!period.ok()) return period.status();
  if (options.unpublished && options.edition > 0) return InvalidInput("--edition、--unpublished 只能给一个");
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.which.filter, units);
  if (!filter.ok()) return filter.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::GetBulletinRequest request;
  request.set_period(*period);
  if (*filter) *request.mutable_filter() = **filter;
  request.set_edition(options.edition);
  request.set_unpublished(options.unpublished);
  request.set_format(BulletinFormatOf(session));
  const auto response = (*connection)->GetBulletin(request);
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) return Deliver(session, options.file, JsonText(*response));
  TellDifferences(session, *response);
  return Deliver(session, options.file, response->rendered());
}

struct PublishOptions {
  BulletinOptions which;
  std::string correct;
};

absl::StatusOr<Exit> PublishOne(Session& session, const PublishOptions& options, bool corrects) {
  const auto period = BulletinPeriodOf(options.which);
  if (!period.ok()) return period.status();
  if (period->empty()) return InvalidInput("要写明发布哪一期: --week、--month 或 --half-month");
  if (corrects) {
    if (absl::Status reason = CheckReason(options.correct); !reason.ok()) return reason;
  }
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.which.filter, units);
  if (!filter.ok()) return filter.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::PublishBulletinRequest request;
  request.set_period(*period);
  if (*filter) *request.mutable_filter() = **filter;
  request.set_correction_reason(options.correct);
  const auto response = (*connection)->PublishBulletin(std::move(request));
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
    return Exit::kOk;
  }
  const v1::Bulletin& bulletin = response->bulletin();
  session.out() << "已发布 " << bulletin.period() << " 的通报，第 " << bulletin.edition() << " 版，截至 "
                << bulletin.as_of();
  if (corrects) session.out() << "，更正 " << bulletin.corrected_size() << " 处";
  session.out() << "\n账本头 " << bulletin.head().sequence() << ":" << bulletin.head().hash() << "\n";
  return Exit::kOk;
}

absl::StatusOr<v1::ListBulletinsResponse> AllBulletins(client::Connection& connection) {
  v1::ListBulletinsResponse all;
  v1::ListBulletinsRequest request;
  request.set_page_size(common::kMaxPageSize);
  do {
    auto page = connection.ListBulletins(request);
    if (!page.ok()) return page.status();
    for (v1::BulletinHead& head : *page->mutable_bulletins()) *all.add_bulletins() = std::move(head);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

absl::StatusOr<Exit> ListPublished(Session& session) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto all = AllBulletins(**connection);
  if (!all.ok()) return all.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*all);
    return Exit::kOk;
  }
  Table table{.columns = {{"时期"},
                          {"版"},
                          {"范围"},
                          {"截至"},
                          {"发布日期"},
                          {"发布人"},
                          {"更正原因", Align::kLeft, 30},
                          {"账本头", Align::kLeft, 24}},
              .rows = {}};
  for (const v1::BulletinHead& head : all->bulletins()) {
    table.rows.push_back({head.period(), std::to_string(head.edition()), head.has_filter() ? "部分项目" : "主清单",
                          head.as_of(), head.published_on(), head.published_by(), head.correction_reason(),
                          std::to_string(head.head().sequence()) + ":" + head.head().hash()});
  }
  if (session.format == Format::kCsv) {
    WriteCsv(session.out(), table);
  } else if (table.rows.empty()) {
    session.out() << "还没有发布过通报\n";
  } else {
    WriteTable(session.out(), table, session.terminal().color);
  }
  return Exit::kOk;
}

void AddPublish(CLI::App& bulletin, Session& session, Action& action) {
  CLI::App* publish = bulletin.add_subcommand("publish", "发布一期通报: 从此不变；更正另出更正版");
  auto options = std::make_shared<PublishOptions>();
  AddBulletinOptions(*publish, options->which);
  CLI::Option* correct =
      publish->add_option("--correct", options->correct, "更正原因，最多 500 字: 在已发布的旁边出更正版")
          ->type_name("原因");
  publish->footer(
      "一周从它的周五起可以发布，半月和月从最后一天起。更正版沿用上一版的小数位数、排序等格式。\n\n"
      "例: wuse bulletin publish --week 2021-W17\n"
      "    wuse bulletin publish --week 2021-W17 --correct 多湖街道两个项目重复计算");
  publish->callback([&session, &action, options, correct] {
    action = [&session, options, corrects = correct->count() > 0] { return PublishOne(session, *options, corrects); };
  });
}

}  // namespace

void AddBulletinCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* bulletin = app.add_subcommand("bulletin", "一周一通报: 查看、发布、更正；也有半月和月的");
  auto options = std::make_shared<ShowOptions>();
  AddBulletinOptions(*bulletin, options->which);
  bulletin->add_option("--edition", options->edition, "已发布的第几版；默认最新的一版")
      ->type_name("版")
      ->check(CLI::Range(1, common::kMaxBulletins).description(""));
  bulletin->add_flag("--unpublished", options->unpublished, "按现在的登记数据，已发布的也是");
  bulletin->add_option("--file", options->file, "写到文件，不写到屏幕")->type_name("文件");
  bulletin->footer(
      "-o text 是文字（默认），md 是 Markdown，html 是可打印的网页（A4），csv 是各单位的数，json 是接口的 JSON。\n"
      "已发布的显示发布时的数；发布后有更正的，另外提示有哪些不同。\n\n"
      "例: wuse bulletin --week 2021-W17\n"
      "    wuse bulletin --week 2021-W17 -o html --file 通报.html\n"
      "    wuse bulletin --month 2021-04 --unit 多湖街道 -o md\n"
      "    wuse bulletin publish --week 2021-W17\n"
      "    wuse bulletin list");
  bulletin->require_subcommand(0, 1);
  AddPublish(*bulletin, session, action);
  CLI::App* list = bulletin->add_subcommand("list", "已发布的通报，新的在前");
  list->footer("例: wuse bulletin list\n    wuse bulletin list -o json");
  list->callback([&session, &action] { action = [&session] { return ListPublished(session); }; });
  bulletin->callback([&session, &action, options, bulletin] {
    if (!bulletin->get_subcommands().empty()) return;  // that one acts
    action = [&session, options] { return ShowBulletin(session, *options); };
  });
}

}  // namespace wuse::cli
