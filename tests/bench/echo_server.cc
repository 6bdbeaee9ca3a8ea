// bench-echo FILE PORT_FILE: a bare gRPC server of the product's kind (callback API, raw methods) with no product
// behind it: it answers the measured methods with the bytes of FILE. Ends on SIGTERM.
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/synchronization/mutex.h"
#include "wuse/v1/board_service.grpc.pb.h"
#include "wuse/v1/project_service.grpc.pb.h"
#include "wuse/v1/report_service.grpc.pb.h"

namespace {

using Context = grpc::CallbackServerContext;
using Buffer = grpc::ByteBuffer;
using Reactor = grpc::ServerUnaryReactor;
using RawReports = wuse::v1::ReportService::WithRawCallbackMethod_FileReport<wuse::v1::ReportService::Service>;
using RawProjects = wuse::v1::ProjectService::WithRawCallbackMethod_GetProject<wuse::v1::ProjectService::Service>;
using RawBoard = wuse::v1::BoardService::WithRawCallbackMethod_GetOverview<wuse::v1::BoardService::Service>;

class Answerer {
 public:
  explicit Answerer(const std::string& bytes) : slice_(bytes) {}
  Reactor* Answer(Context& context, Buffer& response) const {
    response = Buffer(&slice_, 1);
    Reactor* const reactor = context.DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const grpc::Slice slice_;
};

class Reports : public RawReports {
 public:
  explicit Reports(const Answerer& answerer) : answerer_(answerer) {}
  Reactor* FileReport(Context* context, const Buffer*, Buffer* response) override {
    return answerer_.Answer(*context, *response);
  }

 private:
  const Answerer& answerer_;
};

class Projects : public RawProjects {
 public:
  explicit Projects(const Answerer& answerer) : answerer_(answerer) {}
  Reactor* GetProject(Context* context, const Buffer*, Buffer* response) override {
    return answerer_.Answer(*context, *response);
  }

 private:
  const Answerer& answerer_;
};

class Board : public RawBoard {
 public:
  explicit Board(const Answerer& answerer) : answerer_(answerer) {}
  Reactor* GetOverview(Context* context, const Buffer*, Buffer* response) override {
    return answerer_.Answer(*context, *response);
  }

 private:
  const Answerer& answerer_;
};

void WritePort(int port, const std::string& file) {
  std::ofstream(file + ".new") << port << '\n';
  std::filesystem::rename(file + ".new", file);
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as the product
  if (argc != 3) {
    std::fputs("usage: bench-echo FILE PORT_FILE\n", stderr);
    return 2;
  }
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);

  std::stringstream bytes;
  bytes << std::ifstream(argv[1], std::ios::binary).rdbuf();
  const Answerer answerer(bytes.str());
  Reports reports(answerer);
  Projects projects(answerer);
  Board board(answerer);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MAX_POLLERS, 1);
  builder.RegisterService(&reports).RegisterService(&projects).RegisterService(&board);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (!server) return 1;
  WritePort(port, argv[2]);
  int signal = 0;
  sigwait(&stop_signals, &signal);
  server->Shutdown();
  return 0;
}
