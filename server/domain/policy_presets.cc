#include "server/domain/policy_presets.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <tuple>

#include "common/status.h"
#include "common/text.h"
#include "server/domain/policy_words.h"
#include "server/domain/preset_texts.h"
#include "server/domain/validate.h"

namespace wuse::domain {
namespace {

std::vector<v1::ColorPolicy> ReadPresets() {
  std::vector<v1::ColorPolicy> presets;
  for (const std::string_view text : PresetTexts()) {
    v1::ColorPolicy policy;
    if (!google::protobuf::TextFormat::ParseFromString(std::string(text), &policy)) std::abort();  // a broken build
    presets.push_back(WithWords(std::move(policy)));
  }
  std::sort(presets.begin(), presets.end(), [](const v1::ColorPolicy& a, const v1::ColorPolicy& b) {
    const auto rank = [](const v1::ColorPolicy& policy) { return policy.name() == kDefaultPolicyName ? 0 : 1; };
    return std::tuple(rank(a), std::string_view(a.name())) < std::tuple(rank(b), std::string_view(b.name()));
  });
  return presets;
}

}  // namespace

const std::vector<v1::ColorPolicy>& PolicyPresets() {
  static const std::vector<v1::ColorPolicy>* const presets = new std::vector<v1::ColorPolicy>(ReadPresets());
  return *presets;
}

const v1::ColorPolicy* FindPreset(std::string_view name) {
  for (const v1::ColorPolicy& preset : PolicyPresets()) {
    if (preset.name() == name) return &preset;
  }
  return nullptr;
}

absl::StatusOr<v1::ColorPolicy> PresetNamed(std::string_view name) {
  if (const v1::ColorPolicy* preset = FindPreset(common::Lower(common::Trim(name)))) return *preset;
  std::vector<std::string> known;
  for (const v1::ColorPolicy& preset : PolicyPresets()) known.push_back(preset.name());
  const auto nearest = common::Nearest(name, known);
  return common::MakeError(
      absl::StatusCode::kNotFound,
      Cat("there is no preset ", InEnglish(name), nearest ? "; the nearest is " : "", nearest.value_or("")),
      {.reason = "PRESET_UNKNOWN",
       .chinese =
           Cat("没有预置办法", InChinese(name), nearest ? "，最接近的是" : "", nearest ? InChinese(*nearest) : ""),
       .fields = {}});
}

}  // namespace wuse::domain
