// Conditions and values as KQL expressions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/ir/field_set.h"
#include "quarry/ir/pred.h"

namespace quarry::target::kql {

// A field as it is read: an expression and what type it has.
struct Read {
  std::string text;
  ir::TypeKind type = ir::TypeKind::text;
  bool alwaysPresent = false;
};

class Expressions {
 public:
  // `column` names a column that a step made; `hit` makes a boolean column out of a test over an array and names it.
  // `list` declares a list that is kept outside: its texts, or its networks of one version of the protocol.
  enum class Entries { texts, v4, v6 };
  struct Hooks {
    std::function<std::string(const std::string&)> column;
    std::function<std::string(const ir::Pred&)> hit;
    std::function<std::string(const ir::Listed&, Entries)> list;
  };
  Expressions(base::Report& report, Hooks hooks) : report_(report), hooks_(std::move(hooks)) {}

  ir::FieldSet fields;                    // alive where the expression stands
  std::vector<ir::FieldRef> textColumns;  // what keywords search
  std::string elementOf;                  // inside mv-apply: the variable whose members are read
  bool onlyMembers = true;                // there: an event field with a place of its own is the element's, too
  bool grouped = false;

  Read read(const ir::FieldRef& field) const;
  // Never null where `guarded`: what stands under a not has to be true or false.
  std::string condition(const ir::Pred& pred, bool guarded);
  // With brackets if it is an and, or an or.
  // Any of these: what an or, or a test with several operands, is made of.
  std::vector<std::string> arms(const ir::Pred& pred, bool guarded);
  std::vector<std::string> alternatives(const ir::Test& test, const base::Origin& origin, bool guarded);
  std::string bracketed(const ir::Pred& pred, bool guarded);
  std::string value(const ir::Val& value);
  // True if the value is there.
  std::string present(const ir::Val& value);

 private:
  std::string test(const ir::Test& test, const base::Origin& origin, bool guarded);
  std::vector<std::string> textTests(const ir::Test& test, const Read& field);
  std::vector<std::string> numberTests(const ir::Test& test, const Read& field, const base::Origin& origin);
  std::vector<std::string> booleanTests(const ir::Test& test, const Read& field);
  std::vector<std::string> networkTests(const ir::Test& test, const Read& field);
  std::vector<std::string> otherFieldTests(const ir::Test& test, const Read& field);
  std::vector<std::string> keywords(const ir::Test& test, const base::Origin& origin);
  std::string isTrue(const ir::Val& value);
  std::string time(const ir::Val& value);
  std::vector<std::string> listTests(const ir::Test& test, const Read& field, const base::Origin& origin);
  std::string call(const ir::Val& value, const ir::Call& call);
  std::string fail(const base::Origin& origin, std::string message);

  base::Report& report_;
  Hooks hooks_;
};

// Reports what RE2 and Rust's engine do not have. False if something was found.
bool checkRegex(const ir::Operand& operand, base::Report& report);

}  // namespace quarry::target::kql
