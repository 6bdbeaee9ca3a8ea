#include "server/hub/update_block.h"

#include <utility>

#include "common/field_walk.h"
#include "common/status.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace wuse::hub {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

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
    case v1::Change::kAlertChanged:
      return v1::ALERT_CHANGED;
    case v1::Change::kAlertRulesChanged:
      return v1::ALERT_RULES_CHANGED;
    case v1::Change::kPolicyChanged:
      return v1::POLICY_CHANGED;
    case v1::Change::kColorOverridden:
      return v1::COLOR_OVERRIDDEN;
    case v1::Change::kRecoloringBegun:
      return v1::RECOLORING_BEGUN;
    case v1::Change::kProjectRecolored:
      return v1::PROJECT_RECOLORED;
    case v1::Change::kMonthRecolored:
      return v1::MONTH_RECOLORED;
    case v1::Change::kCertifiedRecorded:
      return v1::CERTIFIED_RECORDED;
    case v1::Change::kReferenceFigureChanged:
      return v1::REFERENCE_FIGURE_CHANGED;
    case v1::Change::kListChanged:
      return v1::LIST_CHANGED;
    case v1::Change::kHouseStyleChanged:
      return v1::HOUSE_STYLE_CHANGED;
    case v1::Change::kBulletinPublished:
      return v1::BULLETIN_PUBLISHED;
    case v1::Change::KIND_NOT_SET:
      break;
  }
  return v1::CHANGE_KIND_UNSPECIFIED;
}

}  // namespace

std::string_view UpdateBlock::ChangeWithin(const Slice& slice) const {
  common::FieldWalk walk(bytes().substr(slice.offset, slice.size));
  walk.Next();
  return walk.bytes();
}

// Of bytes that are there and parse.
UpdateBlock::Slice UpdateBlock::SliceOf(v1::ChangeKind kind, uint32_t offset, uint32_t size) const {
  Slice slice{.offset = offset, .size = size, .kind = kind};
  std::unique_ptr<AlertView> alert = kind == v1::ALERT_CHANGED ? std::make_unique<AlertView>() : nullptr;
  common::FieldWalk walk(ChangeWithin(slice));
  while (const uint32_t tag = walk.Next()) {
    if (tag == common::BytesTag(v1::Change::kMatchBeforeFieldNumber)) {
      slice.before.Merge(walk.bytes());
      slice.has_before = true;
    } else if (tag == common::BytesTag(v1::Change::kMatchAfterFieldNumber)) {
      slice.after.Merge(walk.bytes());
      slice.has_after = true;
    } else if (alert && tag == common::BytesTag(v1::Change::kAlertChangedFieldNumber)) {
      alert->Merge(walk.bytes());
    }
  }
  slice.alert = std::move(alert);
  return slice;
}

std::shared_ptr<const UpdateBlock> UpdateBlock::Of(const v1::Update& update) {
  std::shared_ptr<UpdateBlock> block(new UpdateBlock());
  block->sequence_ = common::Sequence{update.sequence()};
  block->bytes_ = update.SerializeAsString();
  // The changes come last, so their places are known from the end.
  auto end = static_cast<uint32_t>(block->bytes_.size());
  block->changes_.resize(static_cast<size_t>(update.changes_size()));
  for (int i = update.changes_size() - 1; i >= 0; --i) {
    const v1::Change& change = update.changes(i);
    const auto body = static_cast<uint32_t>(change.GetCachedSize());
    const auto size = static_cast<uint32_t>(CodedOutputStream::VarintSize32(kChangesTag) +
                                            CodedOutputStream::VarintSize32(body) + body);
    end -= size;
    block->changes_[static_cast<size_t>(i)] = block->SliceOf(KindOf(change), end, size);
  }
  block->header_size_ = end;
  return block;
}

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
    v1::Change change;  // parsed to prove the bytes
    if (!change.ParseFromArray(all.data() + body, length)) return Broken();
    block->changes_.push_back(block->SliceOf(KindOf(change), begin, body + size - begin));
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
