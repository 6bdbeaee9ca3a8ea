#include "server/history/keys.h"

#include <algorithm>
#include <concepts>
#include <cstring>

namespace wuse::history {
namespace {

// Big-endian, so that numbers sort as bytes.
template <std::unsigned_integral T>
void PutNumber(std::string& out, T number) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift));
  }
}

template <std::unsigned_integral T>
T GetNumber(std::string_view bytes, size_t offset) {
  T number = 0;
  for (size_t i = 0; i < sizeof(T); ++i)
    number = static_cast<T>((number << 8) | static_cast<uint8_t>(bytes[offset + i]));
  return number;
}

constexpr size_t kRequestAgeSize = 2 * sizeof(uint64_t) + std::tuple_size_v<RequestName>;
constexpr size_t kMarkSize = sizeof(int32_t) + sizeof(int16_t) + sizeof(int64_t);

void PutSigned(std::string& out, int64_t number) {
  PutNumber(out, static_cast<uint64_t>(number));
}
int64_t GetSigned(std::string_view bytes, size_t offset) {
  return static_cast<int64_t>(GetNumber<uint64_t>(bytes, offset));
}

std::string Numbered(std::string_view table, uint32_t number) {
  std::string key(table);
  PutNumber(key, number);
  return key;
}

// Table, then a text ended by a zero byte: no text is the beginning of another one.
std::string Named(char table, std::string_view name) {
  std::string key;
  key.reserve(name.size() + 24);
  key.push_back(table);
  key.append(name);
  key.push_back('\0');
  return key;
}

}  // namespace

std::string UnitKey(uint32_t position) {
  return Numbered(kUnits, position);
}

std::string ProjectKey(uint32_t slot) {
  return Numbered(kProjects, slot);
}

std::string MarkPrefix(uint32_t slot) {
  return Numbered(kMarks, slot);
}

std::string MarkKey(uint32_t slot, std::string_view week) {
  std::string key = MarkPrefix(slot);
  key.append(week);
  return key;
}

std::string ReportKey(std::string_view week, std::string_view project) {
  std::string key(kReports);
  key.append(week);
  key.append(project);
  return key;
}

std::string PolicyKey(uint32_t version) {
  return Numbered(kPolicies, version);
}

std::string RecoloredMonthKey(std::string_view month) {
  std::string key(kRecoloredMonths);
  key.append(month);
  return key;
}

std::string OfficialColorKey(std::string_view month, std::string_view project) {
  std::string key(kOfficialColors);
  key.append(month);
  key.append(project);
  return key;
}

std::string ListKey(std::string_view id) {
  std::string key(kLists);
  key.append(id);
  return key;
}

std::string ReferenceFigureKey(std::string_view reference_key) {
  std::string key(kReferenceFigures);
  key.append(reference_key);
  return key;
}

std::string BulletinEditionsPrefix(std::string_view bulletin_key) {
  return Named(kBulletins.front(), bulletin_key);
}

std::string BulletinEditionKey(std::string_view bulletin_key, uint32_t edition) {
  std::string key = BulletinEditionsPrefix(bulletin_key);
  PutNumber(key, edition);
  return key;
}

std::string BulletinHeadKey(std::string_view bulletin_key, uint32_t edition) {
  std::string key = Named(kBulletinHeads.front(), bulletin_key);
  PutNumber(key, edition);
  return key;
}

std::string VersionKey(std::string_view project, std::string_view week, uint32_t version) {
  std::string key = Named('v', project);
  key.append(week);
  PutNumber(key, version);
  return key;
}

std::string RequestAgeKey(common::Sequence sequence) {
  std::string key(kRequestsByAge);
  PutSigned(key, sequence.value);
  return key;
}

std::string ByProject(std::string_view project) {
  return Named('P', project);
}

std::string ByActor(std::string_view actor) {
  return Named('A', actor);
}

std::string ByKind(v1::ChangeKind kind) {
  return {'K', static_cast<char>(kind)};
}

std::string IndexKey(std::string_view prefix, common::Sequence first) {
  std::string key(prefix);
  PutSigned(key, first.value);
  return key;
}

std::optional<uint32_t> NumberAt(std::string_view key, size_t offset) {
  if (key.size() < offset + sizeof(uint32_t)) return std::nullopt;
  return GetNumber<uint32_t>(key, offset);
}

std::optional<common::Sequence> SequenceAtEnd(std::string_view key) {
  if (key.size() < sizeof(uint64_t)) return std::nullopt;
  return common::Sequence{GetSigned(key, key.size() - sizeof(uint64_t))};
}

std::string AfterPrefix(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && static_cast<uint8_t>(after.back()) == 0xff) after.pop_back();
  if (!after.empty()) after.back() = static_cast<char>(static_cast<uint8_t>(after.back()) + 1);
  return after;
}

RequestName RequestNameOf(std::string_view actor, std::string_view request_id) {
  // An id has no zero byte: neither part runs into the other.
  const common::Sha256Digest digest = common::Sha256({actor, std::string_view("\0", 1), request_id});
  RequestName name;
  std::copy_n(digest.begin(), name.size(), name.begin());
  return name;
}

std::string Encode(common::Sequence sequence) {
  std::string bytes;
  PutSigned(bytes, sequence.value);
  return bytes;
}

std::optional<common::Sequence> DecodeSequence(std::string_view bytes) {
  if (bytes.size() != sizeof(uint64_t)) return std::nullopt;
  return common::Sequence{GetSigned(bytes, 0)};
}

std::string Encode(std::span<const RequestAge> group) {
  std::string bytes;
  bytes.reserve(group.size() * kRequestAgeSize);
  for (const RequestAge& age : group) {
    PutSigned(bytes, age.sequence.value);
    PutSigned(bytes, age.time);
    bytes.append(reinterpret_cast<const char*>(age.name.data()), age.name.size());
  }
  return bytes;
}

std::optional<std::vector<RequestAge>> DecodeRequestAges(std::string_view bytes) {
  if (bytes.size() % kRequestAgeSize != 0) return std::nullopt;
  std::vector<RequestAge> group(bytes.size() / kRequestAgeSize);
  for (RequestAge& age : group) {
    age.sequence = {GetSigned(bytes, 0)};
    age.time = GetSigned(bytes, 8);
    std::memcpy(age.name.data(), bytes.data() + 16, age.name.size());
    bytes.remove_prefix(kRequestAgeSize);
  }
  return group;
}

std::string Encode(const domain::ReportMark& mark) {
  std::string bytes;
  bytes.reserve(kMarkSize);
  PutNumber(bytes, static_cast<uint32_t>(mark.as_of.days()));
  PutNumber(bytes, static_cast<uint16_t>(mark.percent_done_bp));
  PutSigned(bytes, mark.invested.value);
  return bytes;
}

std::optional<domain::ReportMark> DecodeMark(std::string_view bytes) {
  if (bytes.size() != kMarkSize) return std::nullopt;
  return domain::ReportMark{.as_of = common::Date::OfDays(static_cast<int32_t>(GetNumber<uint32_t>(bytes, 0))),
                            .percent_done_bp = static_cast<int16_t>(GetNumber<uint16_t>(bytes, 4)),
                            .invested = {GetSigned(bytes, 6)}};
}

std::string EncodeRest(std::span<const common::Sequence> sequences) {
  std::string bytes;
  for (const common::Sequence sequence : sequences.subspan(1)) PutSigned(bytes, sequence.value);
  return bytes;
}

std::optional<std::vector<common::Sequence>> DecodeIndex(std::string_view key, std::string_view rest) {
  const std::optional<common::Sequence> first = SequenceAtEnd(key);
  if (!first || rest.size() % sizeof(uint64_t) != 0) return std::nullopt;
  std::vector<common::Sequence> sequences{*first};
  for (size_t at = 0; at < rest.size(); at += sizeof(uint64_t)) sequences.push_back({GetSigned(rest, at)});
  return sequences;
}

}  // namespace wuse::history
