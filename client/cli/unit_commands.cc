#include "client/cli/unit_commands.h"

#include "client/cli/file_options.h"
#include "client/cli/labels.h"
#include "client/cli/push.h"
#include "client/cli/unit_file.h"

namespace wuse::cli {
namespace {

// Units on their way to the server.
class PushedUnits : public Pushed {
 public:
  PushedUnits(client::Connection& connection, std::vector<v1::Unit> units, std::vector<Source> sources)
      : connection_(connection), units_(std::move(units)), sources_(std::move(sources)) {}

  const std::vector<Source>& sources() const override { return sources_; }
  size_t Bytes(size_t index) const override { return units_[index].ByteSizeLong(); }
  const ColumnSet& columns() const override { return UnitColumns(); }
  absl::StatusOr<PushAnswer> Send(const Batch& batch, bool validate_only, const std::string& request_id) override {
    v1::ApplyUnitsRequest request;
    for (size_t i = batch.begin; i < batch.end; ++i) *request.add_units() = units_[i];
    request.set_validate_only(validate_only);
    request.set_request_id(request_id);
    const auto response = connection_.ApplyUnits(std::move(request));
    if (!response.ok()) return response.status();
    return PushAnswer{.plan = {response->plan().begin(), response->plan().end()}, .sequence = response->sequence()};
  }

 private:
  client::Connection& connection_;
  const std::vector<v1::Unit> units_;
  const std::vector<Source> sources_;
};

absl::StatusOr<Exit> Apply(Session& session, const FileOptions& options) {
  absl::StatusOr<std::string> bytes = ReadFile(session, options.file);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<std::string> text = DecodeText(*bytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<UnitFile> file = ReadUnitCsv(*text);
  if (!file.ok()) return file.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return OrProblems(connection.status(), std::move(file->problems));
  const auto existing = (*connection)->ListUnits({});
  if (!existing.ok()) return OrProblems(existing.status(), std::move(file->problems));
  PushedUnits pushed(**connection, UnitsAfter(*file, existing->units()), std::move(file->sources));
  return Push(session, pushed,
              {.dry_run = options.dry_run,
               .yes = options.yes,
               .content = *std::move(bytes),
               .problems = std::move(file->problems)});
}

Table TableOf(const v1::ListUnitsResponse& response) {
  Table table{
      .columns = {{"编号"}, {"名称"}, {"分组"}, {"统计区划代码"}, {"图块列"}, {"图块行"}, {"停用日期"}, {"备注"}},
      .rows = {}};
  table.columns.back().max_width = 40;
  for (const v1::Unit& unit : response.units()) {
    const auto tile = [&](int32_t value) { return unit.has_tile() ? std::to_string(value) : std::string(); };
    table.rows.push_back({unit.id(), unit.name(), kUnitGroups.Chinese(unit.group()), unit.nbs_code(),
                          tile(unit.tile().column()), tile(unit.tile().row()), unit.delisted_on(), unit.note()});
  }
  return table;
}

absl::StatusOr<Exit> ListUnits(Session& session) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto response = (*connection)->ListUnits({});
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), TableOf(*response));
  } else {
    WriteTable(session.out(), TableOf(*response), session.terminal().color);
  }
  return Exit::kOk;
}

}  // namespace

void AddUnitCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* unit = app.add_subcommand("unit", "责任单位: 乡镇街道、部门、专班");
  unit->require_subcommand(1);

  CLI::App* apply = unit->add_subcommand("apply", "从 CSV 新增或修改单位；文件里没有的单位不动");
  auto options = std::make_shared<FileOptions>();
  AddFileOptions(*apply, *options, "CSV 文件，UTF-8 或 GB18030");
  apply->footer("列（名称任选其一，次序不限；空格子不改，- 清除）:\n" + ColumnHelp(UnitColumns()) +
                "\n例:\n  id,name,group\n  duohu,多湖街道,乡镇街道\n\n  wuse unit apply units.csv --dry-run\n");
  apply->callback([&session, &action, options] { action = [&session, options] { return Apply(session, *options); }; });

  CLI::App* list = unit->add_subcommand("list", "列出全部单位");
  list->footer("例: wuse unit list -o csv > units.csv");
  list->callback([&session, &action] { action = [&session] { return ListUnits(session); }; });
}

}  // namespace wuse::cli
