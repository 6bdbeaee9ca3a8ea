#include <deque>
#include <map>
#include <set>

#include "common/limits.h"
#include "common/text.h"
#include "server/domain/edit_project.h"
#include "server/domain/ladder.h"
#include "server/domain/references.h"

namespace wuse::domain {
namespace {

using v1::Milestone;
using v1::Project;

std::string PlannedLabel(const Milestone& rung) {
  return Cat("计划:", rung.name());
}
std::string ReachedLabel(const Milestone& rung) {
  return Cat("完成:", rung.name());
}

const Milestone* FindById(const Project& project, std::string_view id) {
  for (const Milestone& rung : project.milestones()) {
    if (rung.id() == id) return &rung;
  }
  return nullptr;
}

class LadderEditor {
 public:
  LadderEditor(const EditContext& context, EditedProject& edited)
      : context_(context), edited_(edited), after_(edited.after) {}

  void Edit() {
    *defaults_.mutable_milestones() = DefaultLadder(after_.category());
    if (context_.before == nullptr) *after_.mutable_milestones() = defaults_.milestones();
    const bool whole = context_.scope.Has(Project::kMilestonesFieldNumber);
    if (whole) Replace();
    EditRungs();
    if (whole || !context_.scope.rungs.empty()) {
      CheckLadder();
      KeepHistory();
    }
  }

 private:
  Field At(std::string_view path, std::string_view chinese) const { return context_.At(path, chinese); }

  // --- the whole ladder

  void Replace() {
    const auto& given = context_.edit.project().milestones();
    if (!CheckCount(At("project.milestones", "里程碑"), given.size(), common::kMaxMilestones, context_.problems))
      return;
    const Project old = after_;
    after_.clear_milestones();
    if (given.empty()) {
      UseDefaults(old);
      return;
    }
    for (int i = 0; i < given.size(); ++i) {
      const std::string path = Cat("project.milestones[", std::to_string(i), "]");
      const std::optional<std::string> id = IdOf(given[i], old, path);
      if (!id) continue;
      if (*id == kInvestmentCompleted) {
        CheckServersRung(given[i], old, path);
        continue;
      }
      paths_[*id] = path;
      AddRung(given[i], *id, old, path);
    }
    AddServersRung(old);
  }

  // A ladder that is cleared is the category's again, with the dates that its rungs have.
  void UseDefaults(const Project& old) {
    for (const Milestone& rung : defaults_.milestones()) {
      const Milestone* kept = FindById(old, rung.id());
      *after_.add_milestones() = kept != nullptr ? *kept : rung;
    }
  }

  // A rung is known by its id, or by the name that the ladder before or the category's default has.
  std::optional<std::string> IdOf(const Milestone& given, const Project& old, const std::string& path) const {
    const std::string& ref = given.id().empty() ? given.name() : given.id();
    if (!ref.empty()) {
      if (const Milestone* rung = FindRungRef(old, ref)) return rung->id();
      if (const Milestone* rung = FindRungRef(defaults_, ref)) return rung->id();
    }
    const std::string id_path = Cat(path, ".id");
    return CheckId(At(id_path, "里程碑编号"), given.id(), context_.problems);
  }

  void CheckServersRung(const Milestone& given, const Project& old, const std::string& path) const {
    const Milestone* stored = FindById(old, kInvestmentCompleted);
    const std::string reached = stored == nullptr ? "" : stored->reached_on();
    const bool dated = !given.planned_on().empty() || given.reached_on() != reached;
    if (dated || given.done() != 0 || given.total() != 0 || given.closing()) AddServersOnly(path);
  }

  void AddServersOnly(std::string_view path) const {
    context_.problems.Add(At(path, "完成投资"), "MILESTONE_SERVER_SET",
                          Cat("milestone ", InEnglish(kInvestmentCompleted), " is set by the server only"),
                          Cat("里程碑“完成投资”(", kInvestmentCompleted, ")由系统根据投资额认定，不能填写"));
  }

  void AddServersRung(const Project& old) {
    const Milestone* rung = FindById(old, kInvestmentCompleted);
    if (rung == nullptr) rung = FindById(defaults_, kInvestmentCompleted);
    if (rung != nullptr) *after_.add_milestones() = *rung;
  }

  void AddRung(const Milestone& given, const std::string& id, const Project& old, const std::string& path) {
    Milestone& rung = *after_.add_milestones();
    rung.set_id(id);
    rung.set_name(NameOf(given.name(), id, old));
    using Part = RungPath::Part;
    static constexpr std::pair<Part, std::string_view> kParts[] = {
        {Part::kName, ".name"},
        {Part::kTrack, ".track"},
        {Part::kPlannedOn, ".planned_on"},
        {Part::kReachedOn, ".reached_on"},
        {Part::kDone, ".done"},
        {Part::kTotal, ".total"},
        {Part::kUnit, ".unit"},
        {Part::kClosing, ".closing"},
    };
    for (const auto& [part, name] : kParts) {
      if (part == Part::kName && given.name().empty() && !rung.name().empty()) continue;
      SetPart(part, Cat(path, name), given, rung);
    }
  }

  // Without a given one (a good one: error texts show it), the name that the rung had or has by default.
  std::string NameOf(std::string_view given, std::string_view id, const Project& old) const {
    const bool good = common::CheckText(given, kNameText.max_characters) == common::TextFault::kNone;
    if (!given.empty() && good) return std::string(given);
    if (const Milestone* rung = FindById(old, id)) return rung->name();
    if (const Milestone* rung = FindById(defaults_, id)) return rung->name();
    return "";
  }

  // --- single rungs

  void EditRungs() {
    if (context_.scope.rungs.empty()) return;
    // Without a category there is no ladder to look in: that is the problem, and said already.
    if (context_.before == nullptr && after_.category() == v1::CATEGORY_UNSPECIFIED && paths_.empty()) return;
    // Who is meant is settled before names change.
    std::vector<int> rungs;
    for (const RungPath& path : context_.scope.rungs) {
      const Milestone* rung = FindRungRef(after_, path.key);
      rungs.push_back(rung == nullptr ? -1 : static_cast<int>(IndexOf(rung->id())));
      if (rung == nullptr) AddUnknownMilestone(At(path.path, "里程碑"), after_, path.key, context_.problems);
    }
    std::map<std::string, const Milestone*> given;
    for (const Milestone& element : context_.edit.project().milestones()) {
      const Milestone* rung = FindRungRef(after_, element.id().empty() ? element.name() : element.id());
      if (rung != nullptr) given.emplace(rung->id(), &element);
    }
    for (size_t i = 0; i < rungs.size(); ++i) {
      if (rungs[i] < 0) continue;
      const RungPath& path = context_.scope.rungs[i];
      Milestone& rung = *after_.mutable_milestones(rungs[i]);
      if (rung.id() == kInvestmentCompleted) {
        AddServersOnly(path.path);
        continue;
      }
      paths_[rung.id()] = path.path.substr(0, path.path.rfind('.'));
      const auto element = given.find(rung.id());
      SetPart(path.part, path.path, element == given.end() ? Milestone::default_instance() : *element->second, rung);
    }
  }

  size_t IndexOf(std::string_view id) const {
    size_t index = 0;
    while (after_.milestones(static_cast<int>(index)).id() != id) ++index;
    return index;
  }

  void SetPart(RungPath::Part part, const std::string& path, const Milestone& given, Milestone& rung) const {
    Problems& problems = context_.problems;
    const std::string label = Cat("里程碑", rung.name());
    switch (part) {
      case RungPath::Part::kPlannedOn:
        if (given.planned_on().empty() || CheckDate(At(path, PlannedLabel(rung)), given.planned_on(), problems)) {
          rung.set_planned_on(given.planned_on());
        }
        return;
      case RungPath::Part::kReachedOn:
        if (given.reached_on().empty() ||
            CheckPastDate(At(path, ReachedLabel(rung)), given.reached_on(), context_.today, problems)) {
          rung.set_reached_on(given.reached_on());
        }
        return;
      case RungPath::Part::kDone:
        CheckRange(At(path, Cat(label, "已完成量(千分之一)")), given.done(), 0, common::kMaxMeasure, problems);
        rung.set_done(given.done());
        return;
      case RungPath::Part::kTotal:
        CheckRange(At(path, Cat(label, "总量(千分之一)")), given.total(), 0, common::kMaxMeasure, problems);
        rung.set_total(given.total());
        return;
      case RungPath::Part::kUnit:
        if (CheckText(At(path, Cat(label, "计量单位")), given.unit(), kNameText, problems)) rung.set_unit(given.unit());
        return;
      case RungPath::Part::kName:
        SetName(path, given.name(), rung);
        return;
      case RungPath::Part::kTrack:
        if (CheckText(At(path, Cat(label, "线路")), given.track(), kNameText, problems)) rung.set_track(given.track());
        return;
      case RungPath::Part::kClosing:
        rung.set_closing(given.closing());
        return;
    }
  }

  void SetName(const std::string& path, std::string_view name, Milestone& rung) const {
    const std::string text = name.empty() ? NameOf("", rung.id(), defaults_) : std::string(name);
    constexpr TextRule kRequiredName{.max_characters = common::kMaxNameCharacters, .required = true};
    if (CheckText(At(path, "里程碑名称"), text, kRequiredName, context_.problems)) {
      rung.set_name(std::string(common::Trim(text)));
    }
  }

  // --- the ladder as it has become

  void CheckLadder() const {
    std::set<std::string> ids;
    std::set<std::string> names;
    std::string closing;
    for (const Milestone& rung : after_.milestones()) {
      const bool unique = CheckUnique(rung, rung.id(), ids);
      if (unique && !rung.name().empty()) CheckUnique(rung, rung.name(), names);
      if (!rung.closing()) continue;
      if (!closing.empty()) {
        context_.problems.Add(At(PathOf(rung.id(), ".closing"), "收尾里程碑"), "TWO_CLOSING_MILESTONES",
                              Cat("both ", InEnglish(closing), " and ", InEnglish(rung.id()), " are marked as closing"),
                              Cat("收尾里程碑", InChinese(rung.name()), "与", InChinese(closing), "重复，只能有一个"));
      }
      closing = rung.id();
    }
  }

  bool CheckUnique(const Milestone& rung, const std::string& text, std::set<std::string>& seen) const {
    if (seen.insert(text).second) return true;
    context_.problems.Add(At(PathOf(rung.id(), ""), "里程碑"), "DUPLICATE_MILESTONE",
                          Cat("milestone ", InEnglish(text), " is in the ladder twice"),
                          Cat("里程碑", InChinese(text), "重复"));
    return false;
  }

  // Views into paths_made_, which lives as long as the editor.
  std::string_view PathOf(std::string_view id, std::string_view part) const {
    const auto found = paths_.find(std::string(id));
    paths_made_.push_back(found == paths_.end() ? "project.milestones" : Cat(found->second, part));
    return paths_made_.back();
  }

  // What was set before is kept or needs a reason.
  void KeepHistory() {
    if (context_.before == nullptr) return;
    for (Milestone& rung : *after_.mutable_milestones()) {
      if (rung.id() == kInvestmentCompleted) continue;
      const Milestone* old = FindById(*context_.before, rung.id());
      if (old == nullptr) continue;
      *rung.mutable_former() = old->former();
      if (old->planned_on() != rung.planned_on() && (!old->planned_on().empty() || !old->former().empty())) {
        Replan(*old, rung);
      }
      if (!old->reached_on().empty() && old->reached_on() != rung.reached_on()) {
        Correct(*old, rung.reached_on(), PathOf(rung.id(), ".reached_on"));
      }
    }
    for (const Milestone& old : context_.before->milestones()) {
      if (old.id() == kInvestmentCompleted || FindById(after_, old.id()) != nullptr) continue;
      if (!old.planned_on().empty()) NeedReplanReason(old, "", "project.milestones");
      if (!old.reached_on().empty()) Correct(old, "", "project.milestones");
    }
  }

  bool NeedReplanReason(const Milestone& old, std::string_view planned_on, std::string_view path) {
    edited_.replanned = true;
    if (!context_.edit.replan_reason().empty()) return true;
    const std::string label = PlannedLabel(old);
    context_.problems.Add(
        At(path, label), "REPLAN_REASON_REQUIRED",
        Cat("planned_on of milestone ", InEnglish(old.id()), " changes from ", InEnglish(old.planned_on()), " to ",
            InEnglish(planned_on), ": replan_reason is required"),
        Cat(label, "由", InChinese(old.planned_on()), "改为", InChinese(planned_on), "，请填写调整原因"));
    return false;
  }

  void Replan(const Milestone& old, Milestone& rung) {
    const std::string_view path = PathOf(rung.id(), ".planned_on");
    if (!NeedReplanReason(old, rung.planned_on(), path)) return;
    const std::string today = context_.today.ToString();
    const std::string& reason = context_.edit.replan_reason();
    // Replanned twice on one day: the date in force before that day stays, the one in between is not kept.
    if (!rung.former().empty() && rung.former(rung.former_size() - 1).replaced_on() == today) {
      rung.mutable_former(rung.former_size() - 1)->set_reason(reason);
      return;
    }
    if (rung.former_size() >= common::kMaxFormer) {
      const std::string label = PlannedLabel(old);
      context_.problems.Add(
          At(path, label), "TOO_MANY_REPLANS",
          Cat("planned_on of milestone ", InEnglish(rung.id()), " was replaced too often already"),
          Cat(label, InChinese(rung.planned_on()), "不能再调整：已调整", std::to_string(common::kMaxFormer), "次"));
      return;
    }
    v1::FormerDate& former = *rung.add_former();
    former.set_replaced_on(today);
    former.set_planned_on(old.planned_on());
    former.set_reason(reason);
  }

  void Correct(const Milestone& old, std::string_view reached_on, std::string_view path) {
    edited_.corrected = true;
    if (!context_.edit.correction_reason().empty()) return;
    AddCorrectionRequired(At(path, ""), old, reached_on, context_.problems);
  }

  const EditContext& context_;
  EditedProject& edited_;
  Project& after_;
  Project defaults_;                          // only its ladder: the category's
  std::map<std::string, std::string> paths_;  // by rung: where the request speaks of it
  mutable std::deque<std::string> paths_made_;
};

}  // namespace

void AddCorrectionRequired(const Field& field, const Milestone& rung, std::string_view reached_on, Problems& problems) {
  const std::string label = ReachedLabel(rung);
  problems.Add({field.base, field.path, label}, "CORRECTION_REASON_REQUIRED",
               Cat("reached_on of milestone ", InEnglish(rung.id()), " changes from ", InEnglish(rung.reached_on()),
                   " to ", InEnglish(reached_on), ": correction_reason is required"),
               Cat(label, "由", InChinese(rung.reached_on()), "改为", InChinese(reached_on), "，请填写更正原因"));
}

void EditLadder(const EditContext& context, EditedProject& edited) {
  LadderEditor(context, edited).Edit();
}

}  // namespace wuse::domain
