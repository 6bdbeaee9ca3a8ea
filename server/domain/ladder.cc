#include "server/domain/ladder.h"

#include <span>

namespace wuse::domain {
namespace {

struct RungSpec {
  std::string_view id;
  std::string_view name;
  std::string_view track;
};

constexpr RungSpec kIndustry[] = {
    {"signed", "签约"},         {"approved", "立项"}, {"pre-approved", "前置审批"},
    {kLandCleared, "净地交付"}, {kStarted, "开工"},   {"piling-done", "桩基"},
    {"roof-topped", "结顶"},    {kCompleted, "竣工"}, {"in-production", "投产"},
};
constexpr RungSpec kBuilding[] = {
    {"approved", "立项"}, {"pre-approved", "前置审批"}, {"policy-settled", "政策处理"}, {kLandCleared, "净地交付"},
    {kStarted, "开工"},   {"piling-done", "桩基"},      {"roof-topped", "结顶"},        {kCompleted, "竣工"},
};
constexpr RungSpec kTransport[] = {
    {"approved", "立项"},     {"designed", "设计"},        {"policy-settled", "政策处理"}, {kStarted, "开工"},
    {"roadbed-done", "路基"}, {"open-to-traffic", "通车"}, {kCompleted, "竣工"},
};
constexpr RungSpec kPlot[] = {
    {"signed", "签约", "clearing"},           {"vacated", "腾空", "clearing"},
    {"demolished", "拆除", "clearing"},       {"graves-moved", "迁坟", "clearing"},
    {"site-stripped", "清表", "clearing"},    {kLandCleared, "净地交付", "clearing"},
    {"pre-approved", "前置审批", "granting"}, {"granted", "出让", "granting"},
};
constexpr RungSpec kInvestment = {kInvestmentCompleted, "完成投资", "investment"};

std::span<const RungSpec> RungsOf(v1::Category category) {
  switch (category) {
    case v1::INDUSTRY:
      return kIndustry;
    case v1::URBAN:
    case v1::LIVELIHOOD:
      return kBuilding;
    case v1::TRANSPORT:
      return kTransport;
    case v1::PLOT:
      return kPlot;
    default:
      return {};
  }
}

void Add(const RungSpec& rung, google::protobuf::RepeatedPtrField<v1::Milestone>& ladder) {
  v1::Milestone& milestone = *ladder.Add();
  milestone.set_id(std::string(rung.id));
  milestone.set_name(std::string(rung.name));
  milestone.set_track(std::string(rung.track));
}

}  // namespace

google::protobuf::RepeatedPtrField<v1::Milestone> DefaultLadder(v1::Category category) {
  google::protobuf::RepeatedPtrField<v1::Milestone> ladder;
  for (const RungSpec& rung : RungsOf(category)) Add(rung, ladder);
  Add(kInvestment, ladder);
  return ladder;
}

const v1::Milestone* FindMilestone(const v1::Project& project, std::string_view id_or_name) {
  // Ids first: a rung may be renamed to what is another one's id.
  for (const v1::Milestone& milestone : project.milestones()) {
    if (milestone.id() == id_or_name) return &milestone;
  }
  for (const v1::Milestone& milestone : project.milestones()) {
    if (milestone.name() == id_or_name && !id_or_name.empty()) return &milestone;
  }
  return nullptr;
}

int ClosingRung(const v1::Project& project) {
  const std::string_view by_default = project.category() == v1::PLOT ? kLandCleared : kCompleted;
  int closing = -1;
  for (int i = 0; i < project.milestones_size(); ++i) {
    if (project.milestones(i).closing()) return i;
    if (project.milestones(i).id() == by_default) closing = i;
  }
  return closing;
}

}  // namespace wuse::domain
