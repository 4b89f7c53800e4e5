// Native peers of PHOLD (definition in phold.ts): std::priority_queue and a 4-ary heap with a hole at the root.
// Usage: peer <pq|heap4> <W|C|M> <pending> <events>. Prints one JSON line: ns per event and the checksums.
#include <cstdlib>
#include <cstring>
#include <queue>

#include "processes.hpp"

// One 128-bit number orders events: time, sequence, and the process in the last 32 bits.
struct Event {
  unsigned __int128 key;
  uint64_t at() const { return static_cast<uint64_t>(key >> 64); }
  uint32_t process() const { return static_cast<uint32_t>(key); }
  static Event of(uint64_t at, uint32_t sequence, uint32_t process) {
    return {(static_cast<unsigned __int128>(at) << 64) | (static_cast<uint64_t>(sequence) << 32) | process};
  }
};

class StandardQueue {
 public:
  explicit StandardQueue(size_t) {}
  void push(uint64_t at, uint32_t process) { queue_.push({at, sequence_++, process}); }
  Event pop() {
    const Entry entry = queue_.top();
    queue_.pop();
    return Event::of(entry.at, entry.sequence, entry.process);
  }

 private:
  struct Entry {
    uint64_t at;
    uint32_t sequence, process;
  };
  struct Later {
    bool operator()(const Entry &a, const Entry &b) const {
      return a.at > b.at || (a.at == b.at && a.sequence > b.sequence);
    }
  };
  std::priority_queue<Entry, std::vector<Entry>, Later> queue_;
  uint32_t sequence_ = 0;
};

// Pop leaves the root empty; the push that usually follows sifts down from there: one sift instead of two.
class Heap4 {
 public:
  explicit Heap4(size_t capacity) : heap_(capacity + 8) {}
  void push(uint64_t at, uint32_t process) {
    const Event event = Event::of(at, sequence_++, process);
    if (hole_) {
      hole_ = false;
      sink(event);
      return;
    }
    size_t i = size_++;
    for (; i > 0; i = (i - 1) / 4) {
      if (event.key > heap_[(i - 1) / 4].key) break;
      heap_[i] = heap_[(i - 1) / 4];
    }
    heap_[i] = event;
  }
  Event pop() {
    if (hole_) sink(heap_[--size_]);
    hole_ = true;
    return heap_[0];
  }

 private:
  void sink(const Event event) {
    size_t i = 0;
    for (;;) {
      const size_t first = 4 * i + 1;
      if (first >= size_) break;
      size_t best = first;
      const size_t end = first + 4 < size_ ? first + 4 : size_;
      for (size_t child = first + 1; child < end; child++) best = heap_[child].key < heap_[best].key ? child : best;
      if (heap_[best].key > event.key) break;
      heap_[i] = heap_[best];
      i = best;
    }
    heap_[i] = event;
  }
  std::vector<Event> heap_;
  size_t size_ = 0;
  uint32_t sequence_ = 0;
  bool hole_ = false;
};

template <class Queue>
void run(char delays, uint32_t pending, uint64_t events) {
  Processes processes(pending, delays);
  Queue queue(pending);
  for (uint32_t k = 0; k < pending; k++) {
    const uint32_t process = k & (processes.count() - 1);
    queue.push(processes.delay(process), process);
  }
  const auto start = std::chrono::steady_clock::now();
  while (processes.events < events) {
    const Event event = queue.pop();
    processes.take(event.at(), event.process());
    const uint32_t delay = processes.delay(event.process());
    queue.push(event.at() + delay, processes.destination(event.process()));
  }
  report(processes, start);
}

int main(int count, char **arguments) {
  if (count != 5) return 2;
  const char delays = arguments[2][0];
  const uint32_t pending = std::strtoul(arguments[3], nullptr, 10);
  const uint64_t events = std::strtoull(arguments[4], nullptr, 10);
  if (std::strcmp(arguments[1], "pq") == 0) run<StandardQueue>(delays, pending, events);
  else if (std::strcmp(arguments[1], "heap4") == 0) run<Heap4>(delays, pending, events);
  else return 2;
}
