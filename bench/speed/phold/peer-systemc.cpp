// SystemC as a peer of PHOLD: one SC_METHOD per pending event, rescheduled by next_trigger, times as picoseconds. SystemC does
// not promise first in, first out among equal times, so its checksum differs where ties occur.
// Usage: peer-systemc <W|C|M> <pending> <events>.
#define SC_INCLUDE_DYNAMIC_PROCESSES
#include <cstdlib>
#include <systemc>

#include "processes.hpp"

using sc_core::sc_time;

struct Token {
  Processes &processes;
  uint64_t events;
  uint32_t process;
  bool started = false;

  void step() {
    if (started) {
      processes.take(sc_core::sc_time_stamp().value(), process);
      if (processes.events == events) return sc_core::sc_stop();
    }
    const bool first = !started;
    started = true;
    const uint32_t delay = processes.delay(process);
    if (!first) process = processes.destination(process);
    sc_core::next_trigger(sc_time::from_value(delay));
  }
};

int sc_main(int count, char **arguments) {
  if (count != 4) return 2;
  const uint32_t pending = std::strtoul(arguments[2], nullptr, 10);
  Processes processes(pending, arguments[1][0]);
  sc_core::sc_set_time_resolution(1, sc_core::SC_PS);
  std::vector<Token> tokens;
  tokens.reserve(pending);
  for (uint32_t k = 0; k < pending; k++) {
    tokens.push_back({processes, std::strtoull(arguments[3], nullptr, 10), k & (processes.count() - 1)});
    sc_core::sc_spawn_options options;
    options.spawn_method();
    Token *token = &tokens.back();
    sc_core::sc_spawn([token] { token->step(); }, sc_core::sc_gen_unique_name("token"), &options);
  }
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  const auto start = std::chrono::steady_clock::now();
  sc_core::sc_start();
  report(processes, start);
  return 0;
}
