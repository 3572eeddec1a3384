// `ip=10.0.0.0/8` compares with the text of a network.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | ip=10.0.0.0/8", "#type=web | cidr(ip, subnet=\"10.0.0.0/8\")"},
    {"#type=web | ip!=\"fe80::/10\"", "#type=web | subnet=\"10.0.0.0/8\""},
    {"#type=web | in(ip, values=[\"10.0.0.0/8\", \"192.0.2.7\"])",
     "#type=web | cidr(ip, subnet=[\"10.0.0.0/8\", \"192.0.2.7\"])"},
    {"#type=web | ip=10.0.0.0/8 or ip=172.16.0.0/12",
     "#type=web | cidr(ip, subnet=[\"10.0.0.0/8\", \"172.16.0.0/12\"])"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL147_network_as_text;
const Rule CQL147_network_as_text = {
    {"CQL147", "network-as-text", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a field is compared with the text of a network",
     "A filter compares texts, and no address is spelled `10.0.0.0/8`. Whether an address lies in a network is asked "
     "with `cidr(field, subnet=[...])`."},
    check,
    kExamples};

namespace {

bool isAddress(std::string_view text) {
  const std::string address(text);
  unsigned char bytes[16];
  return inet_pton(address.find(':') == std::string::npos ? AF_INET : AF_INET6, address.c_str(), bytes) == 1;
}

bool isNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || !isAddress(text.substr(0, slash))) return false;
  const int most = text.find(':') == std::string_view::npos ? 32 : 128;
  const auto prefix = base::wholeNumeral<int>(std::string(text.substr(slash + 1)));
  return prefix && *prefix >= 0 && *prefix <= most;
}

constexpr std::string_view kNames[] = {"network", "cidr", "prefix", "range", "route", "mask"};

// A field of such a name may hold networks.
bool holdsNetworks(std::string_view field) {
  const std::string name = base::asciiLower(field);
  return name.ends_with("net") || std::any_of(std::begin(kNames), std::end(kNames), [&](std::string_view one) {
           return name.find(one) != std::string::npos;
         });
}

// As it stands, or between quotes. Unquoted in an argument a network is a division.
std::string addressText(const Tree& tree, NodeId value) {
  return cql::tokenKindOf(tree, value) == cql::TokenKind::string ? cql::textOf(tree, value)
                                                                 : std::string(tree.nodeText(value));
}

// Calls of filters stand beside `and` and behind `!`, not beside `or` and not within `!(…)`.
bool mayBeCall(const Tree& tree, NodeId node) {
  bool inParens = false;
  for (NodeId at = tree.nodes[node].parent; at != cql::kNoNode; at = tree.nodes[at].parent) {
    const NodeKind kind = cql::kindOf(tree, at);
    if (kind == NodeKind::filterStep) return true;
    if (kind != NodeKind::andFilter && kind != NodeKind::notFilter && kind != NodeKind::parenFilter) return false;
    if (kind == NodeKind::notFilter && inParens) return false;
    inParens = inParens || kind == NodeKind::parenFilter;
  }
  return false;
}

// With the parentheses around it.
NodeId withParens(const Tree& tree, NodeId filter) {
  const NodeId parent = tree.nodes[filter].parent;
  return parent != cql::kNoNode && cql::kindOf(tree, parent) == NodeKind::parenFilter ? withParens(tree, parent)
                                                                                      : filter;
}

base::Diagnostic& tell(const Tree& tree, NodeId value, base::Report& report) {
  return report.add(CQL147_network_as_text.def, tree.span(value),
                    fmt::format("this is the text `{}`, and no address is spelled so", addressText(tree, value)));
}

// `ip=10.0.0.0/8 or ip=192.168.0.0/16` is one question. Returns the values that it has told about.
std::set<NodeId> chains(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  std::set<NodeId> told;
  for (NodeId filter : context.index->of(NodeKind::orFilter)) {
    const auto all = comparisonsOf(tree, filter, NodeKind::orFilter, cql::TokenKind::equal);
    const auto list = listOf(tree, all);
    const bool networks = std::all_of(
        all.begin(), all.end(), [&](const cql::Comparison& one) { return isNetwork(addressText(tree, one.value)); });
    const NodeId whole = withParens(tree, filter);
    if (all.empty() || !list || !networks || holdsNetworks(cql::textOf(tree, all.front().field)) ||
        !mayBeCall(tree, whole))
      continue;
    for (const cql::Comparison& one : all) told.insert(one.value);
    tell(tree, all.front().value, report)
        .fix("ask whether the address lies in one of them",
             {{tree.span(whole), fmt::format("cidr({}, subnet=[{}])", tree.nodeText(all.front().field), *list)}},
             base::Safety::review);
  }
  return told;
}

void comparisons(const Context& context, const std::set<NodeId>& told, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    const cql::TokenKind op = comparison ? tree.tokens[comparison->op].kind : cql::TokenKind::end;
    if (op != cql::TokenKind::equal && op != cql::TokenKind::notEqual) continue;
    const std::string network = addressText(tree, comparison->value);
    if (!isNetwork(network) || told.contains(comparison->value) || holdsNetworks(cql::textOf(tree, comparison->field)))
      continue;
    auto& finding = tell(tree, comparison->value, report);
    if (const NodeId whole = withParens(tree, node); mayBeCall(tree, whole))
      finding.fix("ask whether the address lies in it",
                  {{tree.span(whole), fmt::format("{}cidr({}, subnet={})", op == cql::TokenKind::notEqual ? "!" : "",
                                                  tree.nodeText(comparison->field), cql::quoteString(network))}},
                  base::Safety::review);
    else
      finding.note("`cidr(field, subnet=…)` asks whether an address lies in a network");
  }
}

// in(ip, values=["10.0.0.0/8", …])
void lists(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (!calls(call, "in")) continue;
    const NodeId field = call.value("field"), values = call.value("values");
    if (field == cql::kNoNode || values == cql::kNoNode || cql::kindOf(tree, values) != NodeKind::array) continue;
    if (holdsNetworks(cql::textOf(tree, field))) continue;
    NodeId network = cql::kNoNode;
    bool all = true;
    std::string quoted;
    for (NodeId value : cql::children(tree, values)) {
      const std::string text = addressText(tree, value);
      if (network == cql::kNoNode && isNetwork(text)) network = value;
      all = all && (isNetwork(text) || isAddress(text));
      quoted += (quoted.empty() ? "" : ", ") + cql::quoteString(text);
    }
    if (network == cql::kNoNode) continue;
    auto& finding = tell(tree, network, report);
    if (all && call.arguments.size() == 2)
      finding.fix("ask whether the address lies in one of them",
                  {{tree.span(call.node), fmt::format("cidr({}, subnet=[{}])", tree.nodeText(field), quoted)}},
                  base::Safety::review);
    else
      finding.note("`cidr(field, subnet=[…])` asks whether an address lies in one of several networks");
  }
}

void check(const Context& context, base::Report& report) {
  comparisons(context, chains(context, report), report);
  lists(context, report);
}

}  // namespace

}  // namespace quarry::lint
