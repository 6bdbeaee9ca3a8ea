#include "tests/bench/load/workload.h"

namespace wuse::bench {

std::unique_ptr<Workload> MakeEtcdWorkload(const WorkloadOptions&) {
  return nullptr;  // the protos of etcd were not installed when this was built
}

}  // namespace wuse::bench
