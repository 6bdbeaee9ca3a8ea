#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/sheet.h"
#include "wuse/v1/figure_service.pb.h"

namespace wuse::cli {

// What a CSV of figures says, an element a row.
template <class Element>
struct FigureFile {
  std::vector<Element> elements;
  std::vector<Source> sources;
  std::vector<Problem> problems;  // of its cells; the server is asked about the other rows all the same
};
using CertifiedFile = FigureFile<v1::CertifiedEdit>;
using ListFile = FigureFile<v1::ProjectList>;

// CSVs with CertifiedColumns() and ListColumns(). Problems: every bad cell, and every project and month, or list, that
// is there twice. Errors: those of ReadSheet.
absl::StatusOr<CertifiedFile> ReadCertifiedCsv(std::string_view utf8);
absl::StatusOr<ListFile> ReadListCsv(std::string_view utf8);

}  // namespace wuse::cli
