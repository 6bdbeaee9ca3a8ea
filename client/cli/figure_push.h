#pragma once

#include <utility>
#include <vector>

#include "client/cli/figure_file.h"
#include "client/cli/file_options.h"
#include "client/cli/push.h"

namespace wuse::cli {

// What a file of figures says, on its way to the server in requests with `elements`.
template <class Element, class Request, class Response>
class PushedFigures : public Pushed {
 public:
  using Elements = google::protobuf::RepeatedPtrField<Element>* (*)(Request&);
  using Call = absl::StatusOr<Response> (client::Connection::*)(Request);

  PushedFigures(client::Connection& connection, FigureFile<Element> file, const ColumnSet& columns, Elements elements,
                Call call)
      : connection_(connection), file_(std::move(file)), columns_(columns), elements_(elements), call_(call) {}

  const std::vector<Source>& sources() const override { return file_.sources; }
  size_t Bytes(size_t index) const override { return file_.elements[index].ByteSizeLong(); }
  const ColumnSet& columns() const override { return columns_; }
  absl::StatusOr<PushAnswer> Send(const Batch& batch, bool validate_only, const std::string& request_id) override {
    Request request;
    for (size_t i = batch.begin; i < batch.end; ++i) *elements_(request)->Add() = file_.elements[i];
    request.set_validate_only(validate_only);
    request.set_request_id(request_id);
    const auto response = (connection_.*call_)(std::move(request));
    if (!response.ok()) return response.status();
    return PushAnswer{.plan = {response->plan().begin(), response->plan().end()}, .sequence = response->sequence()};
  }

 private:
  client::Connection& connection_;
  const FigureFile<Element> file_;
  const ColumnSet& columns_;
  const Elements elements_;
  const Call call_;
};

// Reads the file with `read`, then as Push() does.
template <class Element, class Request, class Response>
absl::StatusOr<Exit> PushFigures(Session& session, const FileOptions& options, const ColumnSet& columns,
                                 absl::StatusOr<FigureFile<Element>> (*read)(std::string_view),
                                 google::protobuf::RepeatedPtrField<Element>* (*elements)(Request&),
                                 absl::StatusOr<Response> (client::Connection::*call)(Request)) {
  absl::StatusOr<std::string> bytes = ReadFile(session, options.file);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<std::string> text = DecodeText(*bytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<FigureFile<Element>> file = read(*text);
  if (!file.ok()) return file.status();
  std::vector<Problem> problems = file->problems;
  const auto connection = session.Connect();
  if (!connection.ok()) return OrProblems(connection.status(), std::move(problems));
  PushedFigures<Element, Request, Response> pushed(**connection, *std::move(file), columns, elements, call);
  return Push(
      session, pushed,
      {.dry_run = options.dry_run, .yes = options.yes, .content = *std::move(bytes), .problems = std::move(problems)});
}

}  // namespace wuse::cli
