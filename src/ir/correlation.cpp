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

std::vector<const Part*> correlatedBy(const Source& source) {
  std::vector<const Part*> parts;
  if (const auto* threshold = std::get_if<Threshold>(&source))
    for (const Part& part : threshold->of) parts.push_back(&part);
  if (const auto* sequence = std::get_if<Sequence>(&source)) {
    for (const Part& stage : sequence->stages) parts.push_back(&stage);
    for (const Absence& absence : sequence->absences) parts.push_back(&absence.part);
  }
  return parts;
}

std::vector<std::string> keysOf(const Source& source) {
  if (const auto* threshold = std::get_if<Threshold>(&source)) return threshold->keys;
  if (const auto* sequence = std::get_if<Sequence>(&source)) return sequence->keys;
  return {};
}

}  // namespace quarry::ir
