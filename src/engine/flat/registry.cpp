#include "engine/flat/registry.h"

namespace quarry::engine::flat {

const Registry& registry() {
  static const Registry all = [] {
    Registry r;
    for (const auto add : {addText,       addSubstrings, addMath,           addConversions, addFormat,   addTime,
                           addTimestamps, addArrays,     addArrayFunctions, addParsers,     addRecords,  addJson,
                           addXml,        addHashes,     addNetwork,        addOutside,     addFields,   addRegexes,
                           addStatistics, addSelections, addGroups,         addCharts,      addOrder,    addSequences,
                           addWindows,    addSessions,   addTables,         addJoins,       addCorrelate})
      add(r);
    return r;
  }();
  return all;
}

}  // namespace quarry::engine::flat
