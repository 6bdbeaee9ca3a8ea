#pragma once

#include "wuse/v1/plan.pb.h"
#include "wuse/v1/project.pb.h"
#include "wuse/v1/report.pb.h"
#include "wuse/v1/unit.pb.h"

namespace wuse::domain {

using FieldChanges = google::protobuf::RepeatedPtrField<v1::FieldChange>;

// What differs in the fields that people set, by mask path, for people to look at before they confirm. Texts as
// stored, money in yuan, lists joined with ";", enums by their names; "" where there is nothing.
FieldChanges DiffOf(const v1::Project& before, const v1::Project& after);
FieldChanges DiffOf(const v1::Report& before, const v1::Report& after);
FieldChanges DiffOf(const v1::Unit& before, const v1::Unit& after);

}  // namespace wuse::domain
