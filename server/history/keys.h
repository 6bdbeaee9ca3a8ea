#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/calendar.h"
#include "common/clock.h"
#include "common/digest.h"
#include "common/sequence.h"
#include "server/domain/project_row.h"
#include "wuse/v1/update.pb.h"

// The keys and the small values of the history, as FORMAT.md writes them down. Pure.
namespace wuse::history {

inline constexpr std::string_view kStoreKey = "0store";
inline constexpr std::string_view kRegisterSinceKey = "0register-since";
inline constexpr std::string_view kRecoloringKey = "0recoloring";
inline constexpr std::string_view kFormatKey = "0format";
inline constexpr std::string_view kAppliedKey = "0applied";
inline constexpr std::string_view kEvaluatedOnKey = "0evaluated-on";
inline constexpr std::string_view kEvaluationDueKey = "0evaluation-due";
inline constexpr std::string_view kAlertRulesKey = "0alert-rules";
inline constexpr std::string_view kHouseStyleKey = "0house-style";
inline constexpr std::string_view kFormat = "4";

// The first byte of a key: what it is about.
inline constexpr std::string_view kUnits = "u";
inline constexpr std::string_view kProjects = "p";
inline constexpr std::string_view kMarks = "m";
inline constexpr std::string_view kReports = "w";
inline constexpr std::string_view kRequestsByAge = "t";
inline constexpr std::string_view kPolicies = "y";
inline constexpr std::string_view kRecoloredMonths = "n";
inline constexpr std::string_view kOfficialColors = "c";
inline constexpr std::string_view kLists = "l";
inline constexpr std::string_view kReferenceFigures = "r";
inline constexpr std::string_view kBulletins = "b";
inline constexpr std::string_view kBulletinHeads = "h";

std::string UnitKey(uint32_t position);
std::string ProjectKey(uint32_t slot);
std::string MarkPrefix(uint32_t slot);
std::string MarkKey(uint32_t slot, std::string_view week);
std::string ReportKey(std::string_view week, std::string_view project);
std::string VersionKey(std::string_view project, std::string_view week, uint32_t version);
std::string PolicyKey(uint32_t version);
std::string RecoloredMonthKey(std::string_view month);
std::string OfficialColorKey(std::string_view month, std::string_view project);
std::string ListKey(std::string_view id);
std::string ReferenceFigureKey(std::string_view reference_key);     // domain::ReferenceKey
std::string BulletinEditionsPrefix(std::string_view bulletin_key);  // domain::BulletinKey
std::string BulletinEditionKey(std::string_view bulletin_key, uint32_t edition);
std::string BulletinHeadKey(std::string_view bulletin_key, uint32_t edition);
std::string RequestAgeKey(common::Sequence sequence);
std::string ByProject(std::string_view project);
std::string ByActor(std::string_view actor);
std::string ByKind(v1::ChangeKind kind);
// One of the three above, and a sequence.
std::string IndexKey(std::string_view prefix, common::Sequence first);

// The big-endian number at this place of a key.
std::optional<uint32_t> NumberAt(std::string_view key, size_t offset);
std::optional<common::Sequence> SequenceAtEnd(std::string_view key);
// The least key that is greater than all keys with this prefix.
std::string AfterPrefix(std::string_view prefix);

// Microseconds since 1970.
using Micros = int64_t;

// An actor's request id by a name of fixed length: the beginning of its digest. Two ids of one name are not to be
// expected; who finds an update by it compares all the same.
using RequestName = std::array<uint8_t, 16>;
RequestName RequestNameOf(std::string_view actor, std::string_view request_id);

// The request ids of one group, in the order of their sequences.
struct RequestAge {
  common::Sequence sequence;
  Micros time = 0;
  RequestName name{};
};
std::string Encode(common::Sequence sequence);
std::string Encode(std::span<const RequestAge> group);
std::string Encode(const domain::ReportMark& mark);
// nullopt: not a value of that shape.
std::optional<common::Sequence> DecodeSequence(std::string_view bytes);
std::optional<std::vector<RequestAge>> DecodeRequestAges(std::string_view bytes);
std::optional<domain::ReportMark> DecodeMark(std::string_view bytes);

// The value of an index key: the sequences of a group after the first, which is in the key; ascending.
std::string EncodeRest(std::span<const common::Sequence> sequences);
// Key and value together: all sequences, ascending.
std::optional<std::vector<common::Sequence>> DecodeIndex(std::string_view key, std::string_view rest);

}  // namespace wuse::history
