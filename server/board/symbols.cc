#include "server/board/symbols.h"

#include <algorithm>

namespace wuse::board {
namespace {

constexpr size_t kBlockBytes = 16 << 10;

}  // namespace

Symbols::Symbols() : numbers_(0, ByText{&texts_}, ByText{&texts_}) {}

domain::Symbol Symbols::Intern(std::string_view text) {
  if (text.empty()) return 0;
  common::MutexLock lock(mutex_);
  if (const auto found = numbers_.find(text); found != numbers_.end()) return *found;
  texts_.push_back(Keep(text));
  const auto symbol = static_cast<domain::Symbol>(texts_.size());
  numbers_.insert(symbol);
  return symbol;
}

domain::Symbol Symbols::Find(std::string_view text) const {
  if (text.empty()) return 0;
  common::MutexLock lock(mutex_);
  const auto found = numbers_.find(text);
  return found == numbers_.end() ? 0 : *found;
}

std::string Symbols::TextOf(domain::Symbol symbol) const {
  common::MutexLock lock(mutex_);
  return symbol == 0 || symbol > texts_.size() ? std::string() : std::string(texts_[symbol - 1]);
}

std::string_view Symbols::Keep(std::string_view text) {
  if (text.size() > free_bytes_) {
    free_bytes_ = std::max(kBlockBytes, text.size());
    free_ = blocks_.emplace_back(std::make_unique_for_overwrite<char[]>(free_bytes_)).get();
  }
  char* const kept = free_;
  text.copy(kept, text.size());
  free_ += text.size();
  free_bytes_ -= text.size();
  return {kept, text.size()};
}

}  // namespace wuse::board
