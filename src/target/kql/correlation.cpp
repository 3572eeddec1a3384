// Correlations as KQL: the parts under names of their own, brought together and read in the order of time. Windows
// slide exactly: a running sum counts each row from its time until the window's length has gone by
// (kusto/row-cumsum-function), a running state holds the latest row of each stage (kusto/scan-operator). `bin` would be
// blind across its edges, and `join` without a `kind` loses rows of its left side.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/kql/correlation_text.h"
#include "target/kql/generate.h"
#include "target/kql/quote.h"
#include "target/phrase.h"

namespace quarry::target::kql {

namespace {

bool isPlainColumn(const std::string& text) { return text.find_first_of("(.+-*/ ") == std::string::npos; }

}  // namespace

Generator::Rows Generator::rows(const ir::Part& part) {
  ir::Step last = steps_.back();
  steps_.pop_back();
  begin();
  Rows rows;
  rows.time = part.time.kind == ir::FieldRef::Kind::event ? identifier(bound_.time.physical->name)
                                                          : expressions_.read(part.time).text;
  std::vector<std::string> guards;
  const std::vector<std::string> keys = ir::keysOf(bound_.plan.source);  // of a correlation: present in all its rows
  for (const ir::Assignment& column : std::get<ir::Extend>(last.node).columns) {
    std::string text = expressions_.value(column.value);
    const auto* field = std::get_if<ir::FieldRef>(&column.value.node);
    const bool kept = column.name.find('.') != std::string::npos && column.name.starts_with(part.name + ".");
    if (field != nullptr && !kept && !ir::isPresent(steps_, steps_.size(), *field) &&
        std::find(keys.begin(), keys.end(), field->name) == keys.end())
      guards.push_back(expressions_.present(column.value));
    rows.columns[column.name] = {std::move(text), column.type};
  }
  if (!guards.empty()) stage("where " + join(guards, " and "), part.origin);
  rows.lets = std::move(lets_).take();
  rows.query = std::move(writer_).take();
  return rows;
}

std::vector<Generator::Rows> Generator::partRows(const std::vector<const ir::Part*>& parts) {
  std::vector<Rows> all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Generator generator(bound_.parts[i], report_);
    generator.letNames_ = letNames_;
    all.push_back(generator.rows(*parts[i]));
    declarations_.merge(generator.declarations_);
    lets_.append(all.back().lets);
  }
  return all;
}

// A key keeps the platform's name where all parts call it the same; else it gets one of its own.
std::vector<std::string> Generator::keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts) {
  std::vector<std::string> names;
  for (const std::string& key : keys) {
    const std::string& first = parts.front().columns.at(key).text;
    const bool same = std::all_of(parts.begin(), parts.end(), [&](const Rows& rows) {
      const auto found = rows.columns.find(key);
      return found == rows.columns.end() || found->second.text == first;
    });
    std::string name = same && isPlainColumn(first) ? first : identifier(plainName(key));
    if (name != identifier(key)) names_[key] = same && isPlainColumn(first) ? first : plainName(key);
    names.push_back(std::move(name));
  }
  return names;
}

// `T, Key = …`: what the rows of a part are cut down to.
std::string Generator::projection(const Rows& rows, const std::string& time,
                                  const std::vector<std::pair<std::string, std::string>>& columns,
                                  const std::vector<std::string>& more) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& name, const std::string& text) {
    out.push_back(name == text ? name : fmt::format("{} = {}", name, text));
  };
  add(time, rows.time);
  for (const auto& [name, column] : columns) {
    const Column& of = rows.columns.at(column);
    const bool measured = name.starts_with("q_number");
    const std::string text = measured && of.type.kind != ir::TypeKind::number ? fmt::format("toreal({})", of.text)
                             : measured || isText(of.type)                    ? of.text
                                                                              : fmt::format("tostring({})", of.text);
    add(name, text);
  }
  out.insert(out.end(), more.begin(), more.end());
  return "project " + wrapped(out, 10);
}

std::string Generator::letName(const std::string& wanted) {
  std::string name = pascalName(wanted);
  for (int i = 2; !letNames_->insert(name).second; ++i) name = pascalName(wanted) + std::to_string(i);
  return name;
}

std::string Generator::let(const std::string& wanted, const Query& query, const std::string& projected,
                           const base::Origin& origin) {
  const std::string name = letName(wanted);
  const auto scope = lets_.at(origin);
  lets_ << "let " + name + " = ";
  lets_.append(indented(query, "    "));
  lets_.append(indented({"\n| " + projected + ";", {}}, "    "));
  lets_ << "\n";
  return name;
}

}  // namespace quarry::target::kql
