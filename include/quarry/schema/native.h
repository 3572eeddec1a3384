// The other way round: from the fields and restrictions of a platform's own queries to the log source and the fields
// that rules name.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "quarry/ir/plan.h"
#include "quarry/schema/bind.h"

namespace quarry::schema {

class Native {
 public:
  // What a query asks of its fields: each holds one of the values.
  using Asked = std::map<std::string, std::vector<std::string>>;

  // The log sources whose restriction on the platform a query meets: the narrowest, or several that are as narrow.
  static std::vector<Native> meeting(const Asked& asked, Platform platform);
  // Ids of those that a query meets in part: what it says fits them, and it does not say enough.
  static std::vector<std::string> near(const Asked& asked, Platform platform);
  // A log source by its id ("windows/process_creation"), as the variant that the query meets best.
  static std::optional<Native> named(std::string_view id, const Asked& asked, Platform platform);

  const std::string& id() const { return id_; }
  const ir::Scan& scan() const { return scan_; }
  // What the source's restriction is about: it need not be asked again.
  bool restricts(std::string_view field) const;
  // Whether the map lists all that the platform keeps of this source.
  bool isClosed() const;
  // What a rule calls the field that holds the same value; none if it has none.
  std::optional<std::string> field(std::string_view native) const;
  // The value as an expression of the rule's fields, where no field alone is the same.
  std::optional<ir::Val> value(std::string_view native, const base::Origin& origin) const;
  // The test in the rule's words, or why there is none. A field that nothing is known of stays as it is.
  std::variant<ir::Pred, std::string> test(ir::Test test, const base::Origin& origin) const;

 private:
  struct Source;
  Native() = default;

  std::string id_;
  ir::Scan scan_;
  std::shared_ptr<const Source> source_;
};

}  // namespace quarry::schema
