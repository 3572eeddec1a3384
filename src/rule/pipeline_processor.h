// Applies the items of pipelines to a rule, one after the other. One file for what they do to fields, one for values,
// one for the rule as a whole.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/rule/pipeline.h"
#include "rule/pipeline_tests.h"

namespace quarry::rule {

class PipelineProcessor {
 public:
  PipelineProcessor(const Rule& rule, base::Report& report);

  void run(const Pipeline& pipeline, std::span<const PipelineItem> items);
  Rule take();

  // pipeline_fields.cpp
  void apply(const MapFields& mapping, const PipelineItem& item);
  void apply(const AffixFields& affix, const PipelineItem& item);
  // pipeline_values.cpp
  void apply(const ReplaceText& replace, const PipelineItem& item);
  void apply(const MapText& mapping, const PipelineItem& item);
  void apply(const CaseText& change, const PipelineItem& item);
  void apply(const SetValue& set, const PipelineItem& item);
  void apply(const ConvertType& convert, const PipelineItem& item);
  // pipeline_rule.cpp
  void apply(const DropItems& drop, const PipelineItem& item);
  void apply(const AddCondition& added, const PipelineItem& item);
  void apply(const ChangeLogSource& change, const PipelineItem& item);
  void apply(const SetState& set, const PipelineItem& item);
  void apply(const FillPlaceholders& fill, const PipelineItem& item);
  void apply(const Refuse& refuse, const PipelineItem& item);
  void apply(const NoEffect& none, const PipelineItem& item);
  void apply(const Nest& nest, const PipelineItem& item);

 private:
  using FieldNames = std::function<std::vector<std::string>(const std::string&)>;

  // Tests that the item applies to, of the rule and of the filters that cover it.
  void eachTest(const PipelineItem& item, const std::function<void(Item&)>& visit);
  // The same for what is done to values: with the tests on the elements of an array, which have values, for that of
  // the array, which has none.
  void eachValued(const PipelineItem& item, const std::function<void(Item&)>& visit);
  void mark(const Item& test, const PipelineItem& item);
  void rename(Item& test, const PipelineItem& item, const FieldNames& names);
  void renameInSteps(const PipelineItem& item, const FieldNames& names);
  bool drop(Detection& detection, const PipelineItem& item);
  base::Diagnostic& fail(base::Span span, std::string message, const PipelineItem& item);

  PipelineState state_;
  const Pipeline* pipeline_ = nullptr;
  std::vector<FieldNames> stepNames_;
  std::set<std::string> taken_;  // names of selections
  int added_ = 1;                // the number of the last one that was added, for names
  base::Report& report_;
};

}  // namespace quarry::rule
