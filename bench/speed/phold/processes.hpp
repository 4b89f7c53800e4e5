// The logical processes of PHOLD (definition in phold.ts), for the native peers.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <vector>

class Processes {
 public:
  Processes(uint32_t pending, char delays) : count_(pending < 1024 ? pending : 1024), delays_(delays), states_(count_) {
    for (uint32_t i = 0; i < count_; i++) states_[i] = (i + 1) * 0x9E3779B9u;
  }
  uint32_t delay(uint32_t process) {
    const uint32_t r = random(process);
    if (delays_ == 'W') return 1 + (r >> 1);
    if (delays_ == 'C') return 1 + (r & 1023);
    return (r & 7) != 0 ? 1 + ((r >> 3) & 1023) : 1 + (r >> 11);
  }
  uint32_t destination(uint32_t process) { return random(process) & (count_ - 1); }
  uint32_t count() const { return count_; }
  void take(uint64_t at, uint32_t process) {
    h = (h ^ static_cast<uint32_t>(at)) * 16777619u;
    h = (h ^ process) * 16777619u;
    events++;
    if (events == 100000) at100k = h;
    if (events == 1000000) at1M = h;
  }
  uint64_t events = 0;
  uint32_t h = 2166136261u, at100k = 0, at1M = 0;

 private:
  uint32_t random(uint32_t process) {
    uint32_t x = states_[process];
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return states_[process] = x;
  }
  uint32_t count_;
  char delays_;
  std::vector<uint32_t> states_;
};

// Nanoseconds per event from `start` to now, and the checksums, as one line of JSON.
inline void report(const Processes &processes, std::chrono::steady_clock::time_point start) {
  const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
  std::printf("{\"nsPerEvent\":%.2f,\"at100k\":\"%08x\",\"at1M\":\"%08x\"}\n", elapsed.count() / processes.events,
              processes.at100k, processes.at1M);
}
