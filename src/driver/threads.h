// Work in several threads of this process: for what takes no lock all the time (see parallel.h).
#pragma once

#include <cstddef>
#include <functional>

namespace quarry::driver {

// work(i) for each i below `count`, in any order, in at most `jobs` threads; throws what the first of them threw.
void inThreads(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work);

}  // namespace quarry::driver
