// Applies pipelines to a rule.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "quarry/rule/pipeline.h"
#include "quarry/rule/strings.h"
#include "rule/lower.h"
#include "rule/pipeline_tests.h"

namespace quarry::rule {

namespace {

using base::yaml::Node;

std::string snakeCase(const std::string& name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    const bool afterLower = i > 0 && std::islower(static_cast<unsigned char>(name[i - 1])) != 0;
    if (std::isupper(c) != 0 && afterLower) out += '_';
    out += static_cast<char>(std::tolower(c));
  }
  return out;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

// `$category` and `${category}` in an added condition.
void fillTemplate(Node& node, const LogSource& source) {
  const auto fill = [&](std::string_view key, const std::optional<Text>& value) {
    for (const std::string& form : {fmt::format("${{{}}}", key), fmt::format("${}", key)})
      for (std::size_t at = node.text.find(form); at != std::string::npos; at = node.text.find(form, at)) {
        const std::string& text = value ? value->value : "";
        node.text.replace(at, form.size(), text);
        at += text.size();
      }
  };
  if (node.isScalar()) {
    fill("category", source.category);
    fill("product", source.product);
    fill("service", source.service);
  }
  for (Node& inner : node.items) fillTemplate(inner, source);
  for (base::yaml::Entry& entry : node.entries) fillTemplate(entry.value, source);
}

class Processor {
 public:
  Processor(const Rule& rule, base::Sources& sources, base::Report& report) : sources_(sources), report_(report) {
    state_.rule = rule;
  }

  void run(const Pipeline& pipeline, std::span<const PipelineItem> items) {
    for (const PipelineItem& item : items) {
      if (!appliesToRule(item, state_, sources_)) continue;
      std::visit([&](const auto& transformation) { apply(transformation, item, pipeline); }, item.transformation);
      if (!item.id.empty()) state_.applied.insert(item.id);
    }
  }
  Rule take() { return std::move(state_.rule); }

 private:
  void eachTest(const PipelineItem& item, const std::function<void(Item&)>& visit) {
    forEachItem(state_.rule.selections, [&](Item& test) {
      if (!appliesToTest(item, test, state_, sources_)) return;
      visit(test);
      if (!item.id.empty()) state_.items[test.field.span.begin].insert(item.id);
    });
  }
  // Text values only; what a regular expression or a network holds is no plain text.
  void eachText(const PipelineItem& item, const std::function<std::vector<Value>(const Value&)>& change) {
    eachTest(item, [&](Item& test) {
      const bool isText = std::none_of(test.modifiers.begin(), test.modifiers.end(), [](const Text& m) {
        return m.value == "re" || m.value == "cidr" || m.value == "fieldref" || m.value == "exists";
      });
      if (!isText) return;
      std::vector<Value> values;
      for (const Value& value : test.values) {
        if (!std::holds_alternative<std::string>(value.value)) {
          values.push_back(value);
          continue;
        }
        for (Value& one : change(value)) values.push_back(std::move(one));
      }
      test.isList = test.isList || values.size() > 1;
      test.values = std::move(values);
    });
  }
  static Value withText(const Value& value, std::string text) {
    Value changed = value;
    changed.value = text;
    changed.text = std::move(text);
    changed.pieces.clear();
    return changed;
  }

  // ---- fields ----

  // The names that a field gets; none if the mapping does not know it.
  static std::vector<std::string> mapped(const std::string& field, const MapFields& mapping) {
    if (!mapping.prefixes) {
      const auto found = mapping.names.find(field);
      return found == mapping.names.end() ? std::vector<std::string>{} : found->second;
    }
    for (const auto& [prefix, names] : mapping.names) {
      if (!field.starts_with(prefix)) continue;
      std::vector<std::string> all;
      for (const std::string& name : names) all.push_back(name + field.substr(prefix.size()));
      return all;
    }
    return {};
  }

  void rename(Item& test, const std::function<std::vector<std::string>(const std::string&)>& names) {
    if (isReference(test))
      for (Value& value : test.values) {
        const auto to = names(value.text);
        if (to.size() > 1)
          report_.add(
              codes::pipelineFailure, value.span,
              fmt::format("the pipeline maps `{}` to several fields, and `fieldref` compares with one", value.text));
        else if (!to.empty())
          value = withText(value, to.front());
      }
    if (test.field.value.empty()) return;
    std::vector<Text> fields;
    std::vector<Text> before = {test.field};
    before.insert(before.end(), test.alsoIn.begin(), test.alsoIn.end());
    for (const Text& field : before) {
      const auto to = names(field.value);
      if (to.empty()) fields.push_back(field);
      for (const std::string& name : to) fields.push_back({name, field.span});
      test.isMapped = test.isMapped || !to.empty();
    }
    test.field = fields.front();
    test.alsoIn.assign(fields.begin() + 1, fields.end());
  }
  static bool isReference(const Item& test) {
    return std::any_of(test.modifiers.begin(), test.modifiers.end(),
                       [](const Text& m) { return m.value == "fieldref"; });
  }

  void apply(const MapFields& mapping, const PipelineItem& item, const Pipeline&) {
    eachTest(item, [&](Item& test) { rename(test, [&](const std::string& field) { return mapped(field, mapping); }); });
  }
  void apply(const AffixFields& affix, const PipelineItem& item, const Pipeline&) {
    eachTest(item, [&](Item& test) {
      rename(test, [&](const std::string& field) { return std::vector{affix.before + field + affix.after}; });
    });
  }
  void apply(const CaseFields& change, const PipelineItem& item, const Pipeline&) {
    eachTest(item, [&](Item& test) {
      rename(test, [&](const std::string& field) {
        return std::vector{change.way == CaseFields::Way::lower   ? base::asciiLower(field)
                           : change.way == CaseFields::Way::upper ? upper(field)
                                                                  : snakeCase(field)};
      });
    });
  }

  // ---- the rule ----

  void apply(const DropItems&, const PipelineItem& item, const Pipeline&) {
    const auto isDropped = [&](const Item& test) { return appliesToTest(item, test, state_, sources_); };
    const auto drop = [&](auto& self, Detection& detection, const Selection& selection) -> void {
      if (auto* all = std::get_if<AllOf>(&detection.node)) {
        const std::size_t before = all->items.size();
        std::erase_if(all->items, isDropped);
        if (all->items.empty() && before > 0) reportEmpty(selection, item);
      } else if (auto* any = std::get_if<AnyOf>(&detection.node)) {
        for (Detection& inner : any->of) self(self, inner, selection);
      } else if (isDropped(std::get<Item>(detection.node))) {
        reportEmpty(selection, item);
      }
    };
    for (Selection& selection : state_.rule.selections) drop(drop, selection.detection, selection);
  }
  void reportEmpty(const Selection& selection, const PipelineItem& item) {
    report_
        .add(codes::pipelineFailure, selection.name.span,
             fmt::format("the pipeline drops all that `{}` asks for", selection.name.value))
        .label(item.span, "dropped here")
        .note("what is left would match everything or nothing");
  }

  void apply(const AddCondition& added, const PipelineItem& item, const Pipeline&) {
    Node conditions = added.conditions;
    if (added.isTemplate) fillTemplate(conditions, state_.rule.logSource);
    auto detection = readDetection(conditions, report_);
    if (!detection) return;
    const std::string name = fmt::format("_pipeline_{}", ++added_);
    state_.rule.selections.push_back({{name, item.span}, std::move(*detection)});
    const std::string before = fmt::format("{}{} and (", added.negated ? "not " : "", name);
    for (Node& condition : state_.rule.conditionNodes) {
      condition.text = before + condition.text + ")";
      for (base::Piece& piece : condition.pieces) piece.inner += static_cast<std::uint32_t>(before.size());
    }
    for (Text& condition : state_.rule.conditions) condition.value = before + condition.value + ")";
  }
  void apply(const ChangeLogSource& change, const PipelineItem&, const Pipeline&) {
    const base::Span span = state_.rule.logSource.span;
    state_.rule.logSource = change.source;
    state_.rule.logSource.span = span;
  }
  void apply(const SetState& set, const PipelineItem& item, const Pipeline&) {
    state_.values[set.key] = set.value;
    if (set.key == "query_table" || set.key == "data_model_set" || set.key == "fields")
      report_.add(codes::pipelineState, item.span, fmt::format("the state `{}` chooses nothing here", set.key))
          .note("tables and data models follow from the log source");
  }
  void apply(const FillPlaceholders& fill, const PipelineItem&, const Pipeline& pipeline) {
    const auto in = [](const std::vector<std::string>& all, const std::string& name) {
      return std::find(all.begin(), all.end(), name) != all.end();
    };
    for (const auto& [name, values] : pipeline.variables)
      if ((fill.include.empty() || in(fill.include, name)) && !in(fill.exclude, name))
        state_.rule.placeholders[name] = values;
  }
  void apply(const Refuse& refuse, const PipelineItem& item, const Pipeline&) {
    const auto fail = [&](base::Span span, std::string message) {
      report_.add(codes::pipelineFailure, span, std::move(message)).label(item.span, "the pipeline says so");
    };
    switch (refuse.what) {
      case Refuse::What::rule:
        return fail(state_.rule.title.span, refuse.message.empty() ? "the pipeline refuses this rule" : refuse.message);
      case Refuse::What::item:
        return eachTest(item, [&](Item& test) {
          fail(test.field.span, refuse.message.empty() ? "the pipeline refuses this test" : refuse.message);
        });
      case Refuse::What::unmappedField:
        return eachTest(item, [&](Item& test) {
          if (!test.isMapped && !test.field.value.empty())
            fail(test.field.span, fmt::format("the pipeline maps no field `{}`", test.field.value));
        });
    }
  }
  void apply(const NoEffect&, const PipelineItem&, const Pipeline&) {}
  void apply(const Nest& nest, const PipelineItem&, const Pipeline& pipeline) { run(pipeline, nest.items); }

  // ---- values ----

  void apply(const ReplaceText& replace, const PipelineItem& item, const Pipeline&) {
    const std::regex regex(replace.regex);
    eachText(item, [&](const Value& value) -> std::vector<Value> {
      if (!replace.skipSpecial) {
        const std::string text = std::regex_replace(value.text, regex, replace.replacement);
        return {withText(value, text)};
      }
      // The literal parts only: wildcards stay what they are.
      ir::Glob glob = parseString(value.text);
      std::string text;
      for (ir::GlobToken& token : glob.tokens) {
        auto* literal = std::get_if<std::string>(&token);
        if (literal == nullptr) {
          text += sigmaText({{token}});
          continue;
        }
        const std::string replaced = std::regex_replace(*literal, regex, replace.replacement);
        text += replace.interpretSpecial ? replaced : sigmaText(ir::exactGlob(replaced));
      }
      return {withText(value, text)};
    });
  }
  void apply(const MapText& mapping, const PipelineItem& item, const Pipeline&) {
    eachText(item, [&](const Value& value) {
      const auto found = mapping.texts.find(value.text);
      if (found == mapping.texts.end()) return std::vector{value};
      std::vector<Value> all;
      for (const std::string& text : found->second) all.push_back(withText(value, text));
      return all;
    });
  }
  void apply(const CaseText& change, const PipelineItem& item, const Pipeline&) {
    eachText(item, [&](const Value& value) {
      return std::vector{withText(value, change.upper ? upper(value.text) : base::asciiLower(value.text))};
    });
  }
  void apply(const SetValue& set, const PipelineItem& item, const Pipeline&) {
    eachTest(item, [&](Item& test) {
      const base::Span span = test.values.empty() ? test.span : test.values.front().span;
      test.values = {set.value};
      test.values.front().span = span;
      test.values.front().pieces.clear();
      test.isList = false;
    });
  }
  void apply(const ConvertType& convert, const PipelineItem& item, const Pipeline&) {
    eachTest(item, [&](Item& test) {
      for (Value& value : test.values) {
        if (std::holds_alternative<Null>(value.value)) continue;
        if (!convert.toNumber) {
          value = withText(value, value.text);
          continue;
        }
        Node plain;
        plain.kind = base::yaml::Kind::scalar;
        plain.text = value.text;
        if (const auto number = plain.asNumber())
          value.value = *number;
        else
          report_
              .add(codes::pipelineFailure, value.span,
                   fmt::format("the pipeline asks for a number, and `{}` is none", value.text))
              .label(item.span, "asked for here");
      }
    });
  }

  PipelineState state_;
  base::Sources& sources_;
  base::Report& report_;
  int added_ = 0;
};

}  // namespace

std::optional<Rule> processed(const Rule& rule, std::span<const Pipeline> pipelines, base::Sources& sources,
                              base::Report& report) {
  const std::size_t before = report.size();
  Processor processor(rule, sources, report);
  for (const Pipeline& pipeline : pipelines) processor.run(pipeline, pipeline.items);
  if (report.hasErrorsSince(before)) return std::nullopt;
  return processor.take();
}

}  // namespace quarry::rule
