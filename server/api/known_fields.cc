#include "server/api/known_fields.h"

#include <unordered_map>

#include "common/field_walk.h"
#include "google/protobuf/wire_format.h"

namespace wuse::api {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kLargestNumber = 100;  // a field beyond it is as good as unknown

}  // namespace

const KnownFields& KnownFields::Of(const Descriptor& type) {
  static thread_local std::unordered_map<const Descriptor*, std::unique_ptr<KnownFields>> all;
  std::unique_ptr<KnownFields>& known = all[&type];
  if (known) return *known;
  known = std::make_unique<KnownFields>();
  KnownFields& made = *known;  // before its fields: a type may be within itself
  made.fields_.resize(kLargestNumber + 1);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.number() > kLargestNumber) continue;
    made.fields_[static_cast<size_t>(field.number())] = {
        .tag = google::protobuf::internal::WireFormat::MakeTag(&field),
        .within = field.message_type() == nullptr ? nullptr : &Of(*field.message_type())};
  }
  return made;
}

bool KnownFields::AreAllOf(std::string_view message) const {
  common::FieldWalk walk(message);
  while (const uint32_t tag = walk.Next()) {
    const uint32_t number = tag >> 3;
    if (number >= fields_.size() || fields_[number].tag != tag) return false;
    if (const KnownFields* within = fields_[number].within; within && !within->AreAllOf(walk.bytes())) return false;
  }
  return walk.ended_well();
}

}  // namespace wuse::api
