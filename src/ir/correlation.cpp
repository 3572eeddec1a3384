#include "quarry/ir/correlation.h"

#include "quarry/ir/plan.h"

namespace quarry::ir {

const std::vector<Assignment>& columnsOf(const Part& part) {
  return std::get<Extend>(part.plan->steps.back().node).columns;
}

std::vector<Plan*> partsOf(Source& source) {
  std::vector<Plan*> parts;
  std::visit(base::overloaded{
                 [](Scan&) {},
                 [&](Union& all) {
                   for (Plan& plan : all.of) parts.push_back(&plan);
                 },
                 [](Incoming&) {},
                 [&](Threshold& threshold) {
                   for (Part& part : threshold.of) parts.push_back(&*part.plan);
                 },
                 [&](Sequence& sequence) {
                   for (Part& stage : sequence.stages) parts.push_back(&*stage.plan);
                   for (Absence& absence : sequence.absences) parts.push_back(&*absence.part.plan);
                 },
             },
             source);
  return parts;
}

std::vector<const Plan*> partsOf(const Source& source) {
  std::vector<const Plan*> parts;
  for (Plan* part : partsOf(const_cast<Source&>(source))) parts.push_back(part);  // NOLINT(*-const-cast): reads only
  return parts;
}

}  // namespace quarry::ir
