// ns-3 as a peer of PHOLD: one simulator event per event, with a chosen scheduler.
// Usage: peer-ns3 <PriorityQueue|Map|Heap|Calendar> <W|C|M> <pending> <events>.
#include <cstdlib>
#include <string>

#include "ns3/core-module.h"
#include "processes.hpp"

static Processes *processes;
static uint64_t lastEvent;

static void Take(uint32_t process) {
  processes->take(ns3::Simulator::Now().GetTimeStep(), process);
  if (processes->events == lastEvent) return ns3::Simulator::Stop();
  const uint32_t delay = processes->delay(process);
  ns3::Simulator::Schedule(ns3::TimeStep(delay), &Take, processes->destination(process));
}

int main(int count, char **arguments) {
  if (count != 5) return 2;
  const uint32_t pending = std::strtoul(arguments[3], nullptr, 10);
  processes = new Processes(pending, arguments[2][0]);
  lastEvent = std::strtoull(arguments[4], nullptr, 10);
  ns3::ObjectFactory scheduler;
  scheduler.SetTypeId("ns3::" + std::string(arguments[1]) + "Scheduler");
  ns3::Simulator::SetScheduler(scheduler);
  for (uint32_t k = 0; k < pending; k++) {
    const uint32_t process = k & (processes->count() - 1);
    ns3::Simulator::Schedule(ns3::TimeStep(processes->delay(process)), &Take, process);
  }
  const auto start = std::chrono::steady_clock::now();
  ns3::Simulator::Run();
  report(*processes, start);
  return 0;
}
