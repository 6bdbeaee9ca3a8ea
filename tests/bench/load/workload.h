#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "grpcpp/support/byte_buffer.h"

namespace wuse::bench {

// One kind of call: a unary method, its requests by number, and what an answer has to be. Requests and answers are
// bytes, so that the same loop drives the product, etcd and the echo. Thread-safe.
class Workload {
 public:
  virtual ~Workload() = default;
  // "/package.Service/Method". A literal: gRPC keeps the pointer.
  virtual const char* method() const = 0;
  // A number is never asked for twice in one run.
  virtual std::string Request(int64_t number) const = 0;
  // Whether the answer is what a caller wants to have (written, found); its status was OK.
  virtual bool IsGood(const std::string& response) const = 0;
};

struct WorkloadOptions {
  std::string name;  // file-report, get-project, get-overview, etcd-txn or etcd-put
  int projects = 0;  // of the register that the calls are about
  std::string run;   // makes request ids and keys of this run unlike those of another one on the same data
};

// Null: there is none of this name (or it is etcd's, and the build has no protos of etcd).
std::unique_ptr<Workload> MakeWorkload(const WorkloadOptions& options);
std::unique_ptr<Workload> MakeWuseWorkload(const WorkloadOptions& options);
std::unique_ptr<Workload> MakeEtcdWorkload(const WorkloadOptions& options);

}  // namespace wuse::bench
