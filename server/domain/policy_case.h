#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "wuse/v1/color_policy.pb.h"

namespace wuse::domain {

// For tests only: the policy p with what `text` says.
inline v1::ColorPolicy PolicyOf(const std::string& text) {
  v1::ColorPolicy policy;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString("name: \"p\" " + text, &policy)) << text;
  return policy;
}

}  // namespace wuse::domain
