#include "server/alerts/digest_text.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "common/limits.h"
#include "fmt/format.h"
#include "server/alerts/wording.h"

namespace wuse::alerts {
namespace {

using delivery::DigestEntry;

bool IsOver(const DigestEntry& entry) {
  return entry.resolved() || entry.left();
}

std::string HeadOf(const DigestEntry& entry) {
  const std::string_view severity = ChineseOf(entry.change().after().severity());
  if (entry.resolved()) return entry.fired() ? "出现后已解除" : "已解除";
  if (entry.left()) return "已转出本单位";
  if (entry.fired()) return fmt::format("**{}**", severity);
  return entry.escalated() ? fmt::format("**升级为{}**", severity) : fmt::format("**{}**", severity);
}

std::string LineOf(const DigestEntry& entry) {
  const v1::AlertChanged& change = entry.change();
  std::string line =
      fmt::format("- {} {}（{}）：{}", HeadOf(entry), PlainInMarkdown(change.project_name()), change.after().project(),
                  // What was measured when it was over is no longer the matter.
                  IsOver(entry) ? MatterOf([&] {
                    v1::AlertChanged plain = change;
                    plain.clear_measure();
                    return plain;
                  }())
                                : MatterOf(change));
  if (!IsOver(entry) && entry.fired() && entry.escalated()) line += "，其间已升级";
  if (!change.leader().empty()) line += fmt::format("，责任领导 {}", PlainInMarkdown(change.leader()));
  if (!IsOver(entry) && change.after().has_acknowledgment()) {
    line += fmt::format("，{} 已签收", PlainInMarkdown(change.after().acknowledgment().by()));
  }
  return line;
}

// What still fires first, the worst of it first, then in the order of the stream.
std::vector<const DigestEntry*> WorstFirst(const delivery::Digest& digest) {
  std::vector<const DigestEntry*> entries;
  entries.reserve(static_cast<size_t>(digest.entries_size()));
  for (const auto& [key, entry] : digest.entries()) entries.push_back(&entry);
  const auto rank = [](const DigestEntry* entry) {
    return std::tuple(IsOver(*entry), -static_cast<int>(entry->change().after().severity()), entry->place().sequence(),
                      entry->place().change());
  };
  std::sort(entries.begin(), entries.end(),
            [&rank](const DigestEntry* a, const DigestEntry* b) { return rank(a) < rank(b); });
  return entries;
}

std::string CountsOf(const std::vector<const DigestEntry*>& entries) {
  std::string counts;
  const auto add = [&counts](std::string_view what, int64_t count) {
    if (count > 0) counts += fmt::format("{}{} {}", counts.empty() ? "" : "、", what, count);
  };
  for (const v1::Severity severity : {v1::CRITICAL, v1::WARNING, v1::NOTICE}) {
    add(ChineseOf(severity), std::count_if(entries.begin(), entries.end(), [severity](const DigestEntry* entry) {
          return !IsOver(*entry) && entry->change().after().severity() == severity;
        }));
  }
  add("解除",
      std::count_if(entries.begin(), entries.end(), [](const DigestEntry* entry) { return entry->resolved(); }));
  add("转出", std::count_if(entries.begin(), entries.end(),
                            [](const DigestEntry* entry) { return !entry->resolved() && entry->left(); }));
  return counts;
}

}  // namespace

DigestText TextOf(const delivery::Digest& digest) {
  const std::vector<const DigestEntry*> entries = WorstFirst(digest);
  const std::string unit = PlainInMarkdown(digest.unit_name().empty() ? digest.unit() : digest.unit_name());
  DigestText result;
  result.title = fmt::format("{} 项目预警：{}", unit, CountsOf(entries));
  result.text = fmt::format("### {}\n\n", result.title);
  size_t told = 0;
  for (const DigestEntry* entry : entries) {
    const std::string line = LineOf(*entry) + "\n";
    const bool fits = result.text.size() + line.size() <= common::kMaxDigestTextBytes;
    if (told == static_cast<size_t>(common::kMaxDigestLines) || !fits) break;
    result.text += line;
    ++told;
  }
  if (told < entries.size()) result.text += fmt::format("- 另有 {} 条\n", entries.size() - told);
  // With it a receiver recognizes what it was told before.
  result.text += fmt::format("\n> 消息编号 {}", digest.id());
  return result;
}

}  // namespace wuse::alerts
