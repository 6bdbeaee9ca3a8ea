#include "server/board/symbols.h"

namespace wuse::board {

domain::Symbol Symbols::Intern(std::string_view text) {
  if (text.empty()) return 0;
  common::MutexLock lock(mutex_);
  const auto found = numbers_.find(text);
  if (found != numbers_.end()) return found->second;
  const std::string& kept = texts_.emplace_back(text);
  const auto symbol = static_cast<domain::Symbol>(texts_.size());
  numbers_.emplace(kept, symbol);
  return symbol;
}

domain::Symbol Symbols::Find(std::string_view text) const {
  common::MutexLock lock(mutex_);
  const auto found = numbers_.find(text);
  return found == numbers_.end() ? 0 : found->second;
}

std::string Symbols::TextOf(domain::Symbol symbol) const {
  common::MutexLock lock(mutex_);
  return symbol == 0 || symbol > texts_.size() ? std::string() : texts_[symbol - 1];
}

}  // namespace wuse::board
