#include "tests/bench/load/feed.h"
#include "tests/bench/load/workload.h"

namespace wuse::bench {

// The protos of etcd were not installed when this was built.
std::unique_ptr<Workload> MakeEtcdWorkload(const WorkloadOptions&) {
  return nullptr;
}

std::unique_ptr<Feed> MakeEtcdFeed() {
  return nullptr;
}

}  // namespace wuse::bench
