// Rewrites a plan for one variant of one source: every event field gets its place, tests and values are put into the
// platform's words.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/ir/field_set.h"
#include "quarry/ir/plan.h"
#include "schema/locate.h"

namespace quarry::schema {

// What happens to the result if a condition is left out where it stands.
enum class Effect { widens, narrows, losesValue };

class Binder {
 public:
  Binder(const Family& family, const Variant& variant, Platform platform, const Settings& settings,
         base::Report& report, Bound& bound)
      : family_(family), variant_(variant), platform_(platform), settings_(settings), report_(report), bound_(bound) {}

  void bind(ir::Plan& plan);

 private:
  // Where a condition stands: what leaving it out would do, and the array whose element it is about.
  struct Context {
    Effect effect = Effect::widens;
    bool negated = false;
    std::string element;

    Context within(bool conjunction) const;
  };

  // bind_test.cpp. None: left out, which the user accepted.
  std::optional<ir::Pred> test(ir::Test test, const base::Origin& origin, const Context& context);
  std::optional<ir::Pred> absence(const ir::Test& present, const base::Origin& origin, const Context& context);
  std::optional<ir::Pred> onField(ir::Test test, const base::Origin& origin, const Located& located,
                                  const Context& context);
  std::optional<ir::Pred> inPlaces(const ir::Test& test, const base::Origin& origin, const Located& located,
                                   const Context& context);
  std::optional<ir::Pred> onConstant(const ir::Test& test, const base::Origin& origin, const FieldMap& map,
                                     const Context& context);
  ir::Pred guarded(ir::Pred pred, const ir::Test& test, const When& when, const base::Origin& origin);
  void learn(const ir::Plan& plan);
  // The restriction asks for no more than the rule does, and what it then says need not be said again.
  void narrow(ir::Plan& plan);
  void dropImplied(ir::Plan& plan);
  std::optional<ir::Pred> eachOperand(const ir::Test& test, const base::Origin& origin, const Context& context);
  bool bindOperands(ir::Test& test, std::vector<ir::Pred>& guards, const base::Origin& origin, const Context& context);

  // bind_pred.cpp
  std::optional<ir::Pred> pred(ir::Pred pred, const Context& context);
  template <class Group>
  std::optional<ir::Pred> group(Group group, const base::Origin& origin, const Context& context);
  // A condition that cannot be left out: one in a value.
  ir::Pred whole(ir::Pred pred, const std::string& element = {});

  // bind_value.cpp
  ir::Val value(ir::Val value, const std::string& element = {});
  ir::Val call(ir::Call call, const base::Origin& origin, const std::string& element);
  // `compared`: with texts that are already the platform's words.
  ir::Val read(const ir::FieldRef& field, const base::Origin& origin, const std::string& element,
               bool compared = false);
  // The reference itself, where no expression can stand. None if the value is not simply what the place holds.
  std::optional<ir::FieldRef> simple(const ir::FieldRef& field, const base::Origin& origin, Use use = Use::value);

  // bind_steps.cpp
  void steps(std::vector<ir::Step>& steps);
  void step(ir::Step& step, std::vector<ir::Step>& out);
  void project(ir::Project& project, const base::Origin& origin, std::vector<ir::Step>& out);
  void sort(ir::Sort sort, const base::Origin& origin, std::vector<ir::Step>& out);
  void expand(ir::Expand& expand, const base::Origin& origin);

  // findings.cpp: look a field up and say what is to be said about it, once.
  Located find(const std::string& name, const base::Origin& origin, const std::string& element, Use use = Use::value);
  // Reports; true if the user accepts that it is left out.
  bool leaveOut(const std::string& what, const std::string& reason, Effect effect, const base::Origin& origin);
  // A list has to have a name on the platform.
  void useList(const ir::Listed& list, ir::Fold fold, const base::Origin& origin);
  void warnOnce(const base::DiagnosticDef& def, const base::Origin& origin, const std::string& message,
                const std::string& note);
  base::Span place(const base::Origin& origin) const;
  void tellKeywords();
  void compute(const std::string& column, const std::string& expression);

  const Family& family_;
  const Variant& variant_;
  Platform platform_;
  const Settings& settings_;
  base::Report& report_;
  Bound& bound_;
  // Values that a field of the platform's has in every record that the plan is about. Known from the restriction and
  // from what the rule asks for: a place that only other records have is left out.
  std::map<std::string, std::vector<std::string>> given_;
  base::Origin source_;  // where the log source is said: the place of what has no other
  std::set<std::string> said_;
  ir::FieldSet fields_;
};

}  // namespace quarry::schema
