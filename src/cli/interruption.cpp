#include "cli/interruption.h"

#include <csignal>

namespace quarry::cli {

namespace {

std::atomic<int> received{0};
static_assert(std::atomic<int>::is_always_lock_free);

void receive(int signal) { received.store(signal, std::memory_order_relaxed); }

// A read that waits is to return (no SA_RESTART), and a second signal to do what it always does (SA_RESETHAND).
void install(int signal) {
  struct sigaction action {};
  action.sa_handler = receive;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

Interruption::Interruption() {
  received = 0;
  install(SIGINT);
  install(SIGTERM);
}

Interruption::~Interruption() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

const std::atomic<int>& Interruption::signal() const { return received; }
std::string_view Interruption::name() const { return received == SIGINT ? "SIGINT" : "SIGTERM"; }

}  // namespace quarry::cli
