#include "server/hub/update_block.h"

#include <utility>

#include "common/status.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace wuse::hub {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr uint32_t kChangesTag =
    WireFormatLite::MakeTag(v1::Update::kChangesFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);

absl::Status Broken() {
  return absl::DataLossError("stored bytes are not an update");
}

v1::ChangeKind KindOf(const v1::Change& change) {
  switch (change.kind_case()) {
    case v1::Change::kUnitChanged:
      return v1::UNIT_CHANGED;
    case v1::Change::kProjectChanged:
      return v1::PROJECT_CHANGED;
    case v1::Change::kReportFiled:
      return v1::REPORT_FILED;
    case v1::Change::kStatusChanged:
      return v1::STATUS_CHANGED;
    case v1::Change::kDayEvaluated:
      return v1::DAY_EVALUATED;
    case v1::Change::KIND_NOT_SET:
      break;
  }
  return v1::CHANGE_KIND_UNSPECIFIED;
}

// A change's kind is the field number of its one-of member; only the matches are worth parsing, but a change is small
// and parsing it whole also proves the bytes.
bool ParseChange(const std::string& bytes, uint32_t begin, uint32_t size, UpdateBlock::Slice& slice) {
  v1::Change change;
  if (!change.ParseFromArray(bytes.data() + begin, static_cast<int>(size))) return false;
  slice.kind = KindOf(change);
  slice.has_before = change.has_match_before();
  slice.has_after = change.has_match_after();
  slice.before.Swap(change.mutable_match_before());
  slice.after.Swap(change.mutable_match_after());
  return true;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const UpdateBlock>> UpdateBlock::Parse(std::string bytes) {
  std::shared_ptr<UpdateBlock> block(new UpdateBlock());
  block->bytes_ = std::move(bytes);
  const std::string& all = block->bytes_;
  CodedInputStream input(reinterpret_cast<const uint8_t*>(all.data()), static_cast<int>(all.size()));
  while (true) {
    const auto begin = static_cast<uint32_t>(input.CurrentPosition());
    const uint32_t tag = input.ReadTag();
    if (tag == 0) break;
    if (tag != kChangesTag) {
      if (!block->changes_.empty()) return Broken();  // a header field after the changes
      if (!WireFormatLite::SkipField(&input, tag)) return Broken();
      block->header_size_ = static_cast<uint32_t>(input.CurrentPosition());
      continue;
    }
    int length = 0;
    if (static_cast<uint8_t>(all[begin]) != kChangesTag || !input.ReadVarintSizeAsInt(&length)) return Broken();
    const auto size = static_cast<uint32_t>(length);
    const auto body = static_cast<uint32_t>(input.CurrentPosition());
    if (size > all.size() - body || !input.Skip(static_cast<int>(size))) return Broken();
    Slice slice{.offset = begin, .size = body + size - begin};
    if (!ParseChange(all, body, size, slice)) return Broken();
    block->changes_.push_back(std::move(slice));
  }
  v1::Update header;  // small: parsed whole, so that a subscriber can be sure to parse it
  const bool parsed = header.ParseFromArray(all.data(), static_cast<int>(block->header_size_));
  if (!input.ConsumedEntireMessage() || !parsed || header.changes_size() > 0 || header.sequence() < 1) {
    return Broken();
  }
  block->sequence_ = common::Sequence{header.sequence()};
  return std::shared_ptr<const UpdateBlock>(std::move(block));
}

}  // namespace wuse::hub
