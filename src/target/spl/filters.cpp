// Filters: what the index can answer in the first search, and what `search` and `where` ask of the rows after it.
#include <algorithm>
#include <set>

#include "target/order.h"
#include "target/phrase.h"
#include "target/rename.h"
#include "target/spl/generate.h"
#include "target/wrap.h"

namespace quarry::target::spl {

namespace {

constexpr std::size_t kWidth = kLineWidth;
constexpr std::size_t kBehindWhere = 8;  // "| where "
const ConditionWords kSearchWords{"OR", {}, true, "NOT", "IN"};
const ConditionWords kWhereWords{"OR", "AND"};

}  // namespace

std::vector<Generator::FirstTerm> Generator::firstTerms(const ir::Pred& filter, std::set<std::string>& written,
                                                        std::vector<const ir::Pred*>& rest) const {
  std::vector<FirstTerm> terms;
  for (const ir::Pred* part : ordered(filter)) {
    auto term = searchTerm(*part, *this, true);
    const bool decides = term.has_value();
    if (!decides) {
      rest.push_back(part);
      term = preFilter(*part, *this);
      if (!term || !written.insert(*term).second) continue;
    }
    terms.push_back({part, std::move(*term), decides});
  }
  // That a field is there goes without saying where its value is asked for.
  const auto asksValueOf = [&](std::string_view field) {
    return std::any_of(terms.begin(), terms.end(), [&](const FirstTerm& term) {
      if (!term.text.starts_with(field)) return false;
      const std::string_view behind = std::string_view(term.text).substr(field.size());
      return behind.starts_with(" IN (") || (behind.starts_with("=") && behind != "=*");
    });
  };
  std::vector<FirstTerm> kept;
  for (const FirstTerm& term : terms)
    if (term.decides || !term.text.ends_with("=*") ||
        !asksValueOf(std::string_view(term.text).substr(0, term.text.size() - 2)))
      kept.push_back(term);
  return kept;
}

void Generator::firstSearch(const ir::Pred* filter) {
  std::vector<const ir::Pred*> pins;
  if (const auto* all = std::get_if<ir::And>(&bound_.restriction.node))
    for (const ir::Pred& part : all->of) pins.push_back(&part);
  else
    pins.push_back(&bound_.restriction);
  std::string line;
  const bool model = !bound_.table.empty();
  const bool all = std::holds_alternative<ir::Constant>(bound_.restriction.node);  // of the data model
  std::set<std::string> written;
  for (const ir::Pred* pin : pins)
    if (const auto term = model && all ? std::nullopt : searchTerm(*pin, *this, true);
        term && written.insert(*term).second)
      line += (line.empty() ? "" : " ") + *term;
  {
    const auto scope = writer_.at(bound_.plan.sourceOrigin);
    if (model) writer_ << "| from datamodel:" + bound_.table;
    if (model && !line.empty()) writer_ << "\n| search ";
    writer_ << line;
  }
  if (filter == nullptr) return;
  std::vector<const ir::Pred*> rest;
  std::size_t column = line.size() + (model ? 9 : 0);
  bool searches = !model || !line.empty();
  for (const FirstTerm& term : firstTerms(*filter, written, rest)) {
    if (!searches) {
      writer_ << "\n| search ";
      searches = true;
    } else if (column + term.text.size() + 1 > kWidth) {
      writer_ << "\n  ";
      column = 2;
    } else {
      writer_ << " ";
      ++column;
    }
    const auto scope = writer_.at(term.part->origin);
    const std::string text = wrapped(term.text, column, 4, kSearchWords);
    writer_ << text;
    column = text.find('\n') == std::string::npos ? column + text.size() : kWidth;
  }
  at_ = 1;  // the filter's own terms prove presence for what follows
  remaining(rest);
}

void Generator::remaining(const std::vector<const ir::Pred*>& parts) {
  for (const ir::Pred* part : parts) {
    if (const auto* known = std::get_if<ir::Constant>(&part->node); known != nullptr && known->value) continue;
    stage("where " + wrapped(unbracketed(eval_.condition(*part)), kBehindWhere, 4, kWhereWords), part->origin);
  }
}

void Generator::operator()(const ir::Filter& filter) {
  std::vector<const ir::Pred*> rest;
  std::string terms;
  base::Origin origin;
  for (const ir::Pred* part : ordered(filter.where)) {
    // A path into JSON text is no field: only where can read it.
    bool json = false;
    ir::Pred copy = *part;
    renameFields(copy, [&](ir::FieldRef& field) {
      json = json || (field.kind == ir::FieldRef::Kind::column && !eval_.fields.columns.contains(field.name));
    });
    const auto term = json ? std::nullopt : searchTerm(*part, *this, true);
    if (!term) {
      rest.push_back(part);
      continue;
    }
    terms += (terms.empty() ? "" : " ") + *term;
    origin |= part->origin;
  }
  if (!terms.empty()) stage("search " + wrapped(terms, kBehindWhere + 1, 4, kSearchWords), origin);
  remaining(rest);
}

}  // namespace quarry::target::spl
