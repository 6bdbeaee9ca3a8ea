#pragma once

#include <string>

#include "server/alerts/receiver.h"
#include "wuse/delivery/state.pb.h"

// A digest for people, in Chinese and DingTalk's markdown. Pure.
namespace wuse::alerts {

struct DigestText {
  std::string title;  // 小顺镇 项目预警：严重 2、警告 1、解除 1
  std::string text;   // bounded in lines and bytes; the worst first
};
DigestText TextOf(const delivery::Digest& digest);

}  // namespace wuse::alerts
