#include "client/cli/project_file.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <map>
#include <set>

#include "client/cli/labels.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

constexpr int kMonths = 12;

std::string Replaced(std::string_view pattern, std::string_view mark, std::string_view by) {
  std::string text(pattern);
  const size_t at = text.find(mark);
  return at == std::string::npos ? text : text.replace(at, mark.size(), by);
}

// One row on its way to an edit.
class ProjectRowReader {
 public:
  ProjectRowReader(const Sheet& sheet, const SheetRow& row, std::vector<Problem>& problems)
      : sheet_(sheet), row_(row), problems_(problems) {}

  void Read(v1::ProjectEdit& edit, Source& source) {
    edit_ = &edit;
    source_ = &source;
    source.row = row_.number;
    source.where = RowText(row_.number);
    ReadYear();
    for (const SheetCell& cell : row_.cells) ReadOne(cell);
    SettleMonths();
    source.id = edit.project().id().empty() ? edit.project().external_code() : edit.project().id();
    if (edit.project().id().empty() && edit.project().external_code().empty() && problems_.empty()) {
      AddProblem({.column = sheet_.ColumnText(ProjectColumns(), "code"), .value = "", .what = "编号和原编号都没有填"});
    }
  }

 private:
  void AddProblem(Problem problem) {
    problem.row = row_.number;
    problem.where = RowText(row_.number);
    problems_.push_back(std::move(problem));
  }
  void AddProblem(const SheetCell& cell, std::string what) {
    AddProblem({.column = cell.column->shown, .value = cell.text, .what = std::move(what)});
  }

  void ReadYear() {
    std::string what;
    const auto year = ReadCell(CellKind::kYear, row_.Text("plan_year"), what);
    if (year) year_ = std::to_string(std::get<int64_t>(*year));
  }

  void ReadOne(const SheetCell& cell) {
    const ColumnSpec& spec = *cell.column->spec;
    std::string what;
    std::optional<CellValue> value = ReadCell(spec.kind, cell.text, what);
    if (!value) return AddProblem(cell, std::move(what));
    if (spec.name == "replan_reason" || spec.name == "correction_reason") return ReadReason(cell);
    if (spec.kind == CellKind::kMadeUp) return ReadMadeUp(cell, *std::move(value));
    if (spec.path.empty()) return;
    if (spec.path.find("{year}") != std::string_view::npos && year_.empty()) {
      return AddProblem(cell, "填了计划投资，就要在 plan_year 计划年度 一列写明是哪一年的");
    }
    const std::string path = Replaced(Replaced(spec.path, "{year}", year_), "{id}", cell.column->milestone);
    Set(path, cell, *value);
  }

  void ReadReason(const SheetCell& cell) {
    const std::string text = cell.text == "-" ? "" : cell.text;
    const bool replan = cell.column->spec->name == "replan_reason";
    replan ? edit_->set_replan_reason(text) : edit_->set_correction_reason(text);
    source_->cells[std::string(cell.column->spec->name)] = {cell.column->shown, cell.text};
  }

  void Set(const std::string& path, const SheetCell& cell, const CellValue& value) {
    source_->cells[path] = {cell.column->shown, cell.text};
    v1::Project& project = *edit_->mutable_project();
    if (cell.column->spec->kind == CellKind::kPlanned || cell.column->spec->kind == CellKind::kReached) {
      SetField(MilestoneOf(cell.column->milestone), path.substr(path.rfind('.') + 1), value);
    } else if (path.substr(0, 6) == "plans.") {
      SetPlan(path, value);
      if (path.find(".month_end_yuan.") != std::string::npos) return;  // see SettleMonths
    } else {
      SetField(project, path, value);
    }
    if (path != "id") edit_->mutable_update_mask()->add_paths(path);
  }

  v1::Milestone& MilestoneOf(const std::string& id) {
    for (v1::Milestone& milestone : *edit_->mutable_project()->mutable_milestones()) {
      if (milestone.id() == id) return milestone;
    }
    v1::Milestone& milestone = *edit_->mutable_project()->add_milestones();
    milestone.set_id(id);
    return milestone;
  }

  void SetPlan(const std::string& path, const CellValue& value) {
    auto& plans = *edit_->mutable_project()->mutable_plans();
    v1::YearPlan& plan = plans.empty() ? *plans.Add() : plans[0];
    plan.set_year(std::stoi(year_));
    const auto* yuan = std::get_if<int64_t>(&value);
    const size_t month_at = path.find(".month_end_yuan.");
    if (month_at == std::string::npos) {
      if (yuan != nullptr) plan.set_annual_yuan(*yuan);
      return;
    }
    const int month = std::stoi(path.substr(path.rfind('.') + 1));
    months_[month] = yuan == nullptr ? std::nullopt : std::optional(*yuan);
  }

  // Twelve months are one path; cleared ones must be twelve; a few are a path each.
  void SettleMonths() {
    if (months_.empty()) return;
    const auto cleared = std::count_if(months_.begin(), months_.end(), [](const auto& m) { return !m.second; });
    const std::string path = "plans." + year_ + ".month_end_yuan";
    if (cleared == kMonths) {
      edit_->mutable_update_mask()->add_paths(path);
      return;
    }
    for (const SheetCell& cell : row_.cells) {
      if (cell.text == "-" && cell.column->spec->name.substr(0, 6) == "plan_m") {
        AddProblem(cell, "各月累计计划要么十二个月都填，要么十二个月一起清除");
      }
    }
    v1::YearPlan& plan = *edit_->mutable_project()->mutable_plans(0);
    for (int month = 1; month <= kMonths; ++month) plan.add_month_end_yuan(months_[month].value_or(0));
    const auto given = static_cast<int>(std::count_if(source_->cells.begin(), source_->cells.end(), [&](const auto& c) {
      return c.first.substr(0, path.size() + 1) == path + ".";
    }));
    if (given == kMonths) {
      edit_->mutable_update_mask()->add_paths(path);
      return;
    }
    for (const auto& [cell_path, cell] : source_->cells) {
      if (cell_path.substr(0, path.size() + 1) == path + ".") edit_->mutable_update_mask()->add_paths(cell_path);
    }
  }

  // Names of columns become paths of fields; paths are taken as they are.
  void ReadMadeUp(const SheetCell& cell, CellValue value) {
    if (auto* names = std::get_if<std::vector<std::string>>(&value)) {
      for (std::string& name : *names) {
        std::string milestone;
        const ColumnSpec* spec = FindColumn(ProjectColumns(), name, &milestone);
        if (spec == nullptr) {
          const bool is_path = common::Lower(name) == "all" || name.find('.') != std::string::npos;
          if (!is_path) AddProblem(cell, "“" + common::Quoted(name) + "”不是列名，也不是 all");
          if (common::Lower(name) == "all") name = "all";
          continue;
        }
        if (spec->name == "plan_year") {
          name = "plans";
        } else if (!spec->path.empty()) {
          name = Replaced(Replaced(spec->path, "{year}", year_), "{id}", MilestoneId(milestone));
        }
      }
    }
    Set("made_up", cell, value);
  }

  const Sheet& sheet_;
  const SheetRow& row_;
  std::vector<Problem>& problems_;
  v1::ProjectEdit* edit_ = nullptr;
  Source* source_ = nullptr;
  std::string year_;
  std::map<int, std::optional<int64_t>> months_;
};

void CheckDuplicates(const ProjectFile& file, const std::string& id_column, const std::string& code_column,
                     std::vector<Problem>& problems) {
  std::vector<std::pair<std::string, const Source*>> ids;
  std::vector<std::pair<std::string, const Source*>> codes;
  for (size_t i = 0; i < file.edits.size(); ++i) {
    const v1::Project& project = file.edits[i].project();
    if (!project.id().empty()) {
      ids.emplace_back(common::Lower(project.id()), &file.sources[i]);
    } else if (!project.external_code().empty()) {
      codes.emplace_back(project.external_code(), &file.sources[i]);
    }
  }
  FindDuplicates(ids, id_column, problems);
  FindDuplicates(codes, code_column, problems);
}

}  // namespace

absl::StatusOr<ProjectFile> ReadProjectCsv(std::string_view utf8) {
  const auto sheet = ReadSheet(ProjectColumns(), utf8);
  if (!sheet.ok()) return sheet.status();
  ProjectFile file;
  std::vector<Problem>& problems = file.problems;
  problems = (*sheet)->problems;
  for (const SheetRow& row : (*sheet)->rows) {
    std::vector<Problem> of_row;
    ProjectRowReader(**sheet, row, of_row).Read(file.edits.emplace_back(), file.sources.emplace_back());
    problems.insert(problems.end(), of_row.begin(), of_row.end());
  }
  CheckDuplicates(file, (*sheet)->ColumnText(ProjectColumns(), "code"),
                  (*sheet)->ColumnText(ProjectColumns(), "external_code"), problems);
  return file;
}

absl::StatusOr<ProjectFile> ReadProjectJson(std::string_view utf8) {
  v1::ApplyProjectsRequest request;
  const auto status =
      google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(utf8.data(), utf8.size()), &request);
  if (!status.ok()) {
    return InvalidInput("JSON 读不懂：" + std::string(status.message().data(), status.message().size()) +
                        "；写法见 wuse project apply --help");
  }
  if (request.edits().empty()) return InvalidInput("JSON 里没有 edits");
  ProjectFile file;
  std::vector<Problem>& problems = file.problems;
  for (int i = 0; i < request.edits_size(); ++i) {
    v1::ProjectEdit& edit = *request.mutable_edits(i);
    const std::string& id = edit.project().id().empty() ? edit.project().external_code() : edit.project().id();
    file.sources.push_back({.row = i + 1,
                            .where = "第 " + std::to_string(i + 1) + " 项（" + common::Quoted(id) + "）",
                            .id = id,
                            .is_csv = false});
    if (id.empty()) {
      problems.push_back({.row = i + 1, .where = file.sources.back().where, .what = "没有 project.id"});
    }
    file.edits.push_back(std::move(edit));
  }
  CheckDuplicates(file, "project.id", "project.externalCode", problems);
  return file;
}

void PutParentsFirst(ProjectFile& file) {
  std::map<std::string, size_t> by_id;
  for (size_t i = 0; i < file.edits.size(); ++i) by_id[common::Lower(file.edits[i].project().id())] = i;
  std::vector<size_t> order;
  std::vector<bool> placed(file.edits.size(), false);
  for (size_t i = 0; i < file.edits.size(); ++i) {
    // The chain of parents that are not placed yet, the topmost last. A cycle (which the server refuses) ends it.
    std::vector<size_t> chain;
    std::set<size_t> in_chain;
    size_t at = i;
    while (!placed[at] && in_chain.insert(at).second) {
      chain.push_back(at);
      const auto parent = by_id.find(common::Lower(file.edits[at].project().parent()));
      if (parent == by_id.end()) break;
      at = parent->second;
    }
    for (auto one = chain.rbegin(); one != chain.rend(); ++one) {
      placed[*one] = true;
      order.push_back(*one);
    }
  }
  ProjectFile sorted;
  sorted.problems = std::move(file.problems);
  for (const size_t i : order) {
    sorted.edits.push_back(std::move(file.edits[i]));
    sorted.sources.push_back(std::move(file.sources[i]));
  }
  file = std::move(sorted);
}

}  // namespace wuse::cli
