#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>

namespace wuse::domain {

// For tests only: every field of a message, by reflection, so that a field added later is not forgotten.

// Sets the field (of a repeated one: adds an element) to a value that differs with `salt`; messages are filled too.
void FillField(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field, int salt);

// Sets every field; repeated ones have one element.
inline void FillMessage(google::protobuf::Message& message, int salt) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    FillField(message, *message.GetDescriptor()->field(i), salt);
  }
}

inline void FillField(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field, int salt) {
  using Descriptor = google::protobuf::FieldDescriptor;
  const google::protobuf::Reflection& r = *message.GetReflection();
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case Descriptor::CPPTYPE_STRING: {
      const std::string text = field.name() + std::to_string(salt);
      repeated ? r.AddString(&message, &field, text) : r.SetString(&message, &field, text);
      return;
    }
    case Descriptor::CPPTYPE_INT64:
      repeated ? r.AddInt64(&message, &field, salt) : r.SetInt64(&message, &field, salt);
      return;
    case Descriptor::CPPTYPE_INT32:
      repeated ? r.AddInt32(&message, &field, salt) : r.SetInt32(&message, &field, salt);
      return;
    case Descriptor::CPPTYPE_BOOL:
      repeated ? r.AddBool(&message, &field, salt % 2 == 1) : r.SetBool(&message, &field, salt % 2 == 1);
      return;
    case Descriptor::CPPTYPE_ENUM: {
      const int value = field.enum_type()->value(salt)->number();
      repeated ? r.AddEnumValue(&message, &field, value) : r.SetEnumValue(&message, &field, value);
      return;
    }
    case Descriptor::CPPTYPE_MESSAGE:
      FillMessage(repeated ? *r.AddMessage(&message, &field) : *r.MutableMessage(&message, &field), salt);
      return;
    default:
      std::abort();  // no other type in our messages; teach it here
  }
}

// Calls `visit` with the path of each field, at any depth, while that field alone differs from what it was: set to
// another value, and cleared. `message` was made by FillMessage with a salt of 1.
inline void VisitEachFieldChanged(google::protobuf::Message& message, const std::string& prefix,
                                  const std::function<void(const std::string&)>& visit) {
  using Descriptor = google::protobuf::FieldDescriptor;
  const google::protobuf::Reflection& r = *message.GetReflection();
  const std::unique_ptr<google::protobuf::Message> saved(message.New());
  saved->CopyFrom(message);
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const Descriptor& field = *message.GetDescriptor()->field(i);
    const std::string path = prefix + field.name();
    r.ClearField(&message, &field);
    visit(path);
    FillField(message, field, 2);
    visit(path);
    message.CopyFrom(*saved);
    if (field.cpp_type() != Descriptor::CPPTYPE_MESSAGE) continue;
    google::protobuf::Message& inner =
        field.is_repeated() ? *r.MutableRepeatedMessage(&message, &field, 0) : *r.MutableMessage(&message, &field);
    VisitEachFieldChanged(inner, path + ".", visit);
  }
}

}  // namespace wuse::domain
