#pragma once

#include <span>
#include <string_view>

namespace wuse::domain {

// The files of presets/, compiled in (see CMakeLists.txt): a v1::ColorPolicy in text format each.
std::span<const std::string_view> PresetTexts();

}  // namespace wuse::domain
