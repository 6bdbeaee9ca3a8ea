#pragma once

#include <functional>
#include <string>

namespace wuse::fault {

// What came of a process of its own.
struct ChildEnd {
  bool told = false;      // it ran to its end
  std::string words;      // what it told, when it did
  int signal = 0;         // that killed it; 0: none
  std::string complaint;  // what it wrote to its standard error
  std::string ToString() const;
};

// Runs `work` in a child process and returns what it returns. A child that takes over two minutes is killed by SIGALRM.
// To be called by a process that has one thread: RocksDB's are the children's, so it is used in children only.
ChildEnd InChild(const std::function<std::string()>& work);

}  // namespace wuse::fault
