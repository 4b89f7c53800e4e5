// The yardstick of the cache bench: the same replay, written plainly in C++. Reads a file of records (two 32-bit words each,
// models/memory/trace/record.ts), replays it through I1, D1 and LL, or through several cores with a shared second level, and
// prints one line of JSON: nanoseconds per access (best of three passes) and the counters of the first pass.
//   peer FILE single | peer FILE shared CORES
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

struct Cache {
  unsigned ways, mask;
  std::vector<int32_t> tags;
  Cache(unsigned size, unsigned ways_, unsigned line) : ways(ways_), mask(size / line / ways_ - 1), tags(size / line, -1) {}
  // Moves the line to the front of its set; true when it was absent.
  bool touch(int32_t line, unsigned index) {
    int32_t* set = &tags[(index & mask) * ways];
    if (set[0] == line) return false;
    int32_t moved = set[0];
    set[0] = line;
    for (unsigned at = 1; at < ways; at++) {
      int32_t tag = set[at];
      set[at] = moved;
      if (tag == line) return false;
      moved = tag;
    }
    return true;
  }
};

constexpr unsigned lineBytes = 64, shift = 6;
static const int counterOf[4] = {0, 1, 2, 1};

static std::vector<uint32_t> readWords(const char* path) {
  FILE* file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  std::vector<uint32_t> words(ftell(file) / 4);
  rewind(file);
  if (fread(words.data(), 4, words.size(), file) != words.size()) exit(2);
  fclose(file);
  return words;
}

static void replaySingle(const std::vector<uint32_t>& words, Cache& i1, Cache& d1, Cache& ll, uint64_t* nine) {
  for (size_t i = 0; i < words.size(); i += 2) {
    uint32_t low = words[i], word = words[i + 1];
    uint32_t line = (low >> shift) | (word << (32 - shift));
    unsigned kind = word >> 28, offset = low & (lineBytes - 1), counter = counterOf[kind];
    bool crosses = offset + ((word >> 16) & 0xfff) > lineBytes && offset != 0;
    Cache& first = kind == 0 ? i1 : d1;
    nine[counter]++;
    bool missed = first.touch(line, line);
    if (crosses) missed |= first.touch(line + 1, line + 1);
    if (!missed) continue;
    nine[counter + 3]++;
    bool absent = ll.touch(line, line);
    if (crosses) absent |= ll.touch(line + 1, line + 1);
    nine[counter + 6] += absent;
  }
}

static void replayShared(const std::vector<uint32_t>& words, unsigned cores, std::vector<Cache>& first, Cache& shared, uint64_t* nine) {
  const uint32_t lineMask = (1u << 28) - 1;
  size_t perCore = words.size() / 2 / cores * 2;
  for (size_t i = 0; i < perCore; i += 2)
    for (unsigned core = 0; core < cores; core++) {
      uint32_t low = words[core * perCore + i], word = words[core * perCore + i + 1];
      uint32_t line = (((low >> shift) | (word << (32 - shift))) & lineMask) | (core << 28);
      unsigned kind = word >> 28, offset = low & (lineBytes - 1), counter = counterOf[kind];
      bool crosses = offset + ((word >> 16) & 0xfff) > lineBytes && offset != 0;
      Cache& own = first[2 * core + (kind == 0 ? 0 : 1)];
      nine[counter]++;
      uint32_t next = (line & ~lineMask) | ((line + 1) & lineMask);
      bool missed = own.touch(line, line);
      if (crosses) missed |= own.touch(next, next);
      if (!missed) continue;
      nine[counter + 3]++;
      bool absent = shared.touch(line, line);
      if (crosses) absent |= shared.touch(next, next);
      nine[counter + 6] += absent;
    }
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  auto words = readWords(argv[1]);
  bool shared = strcmp(argv[2], "shared") == 0;
  unsigned cores = argc > 3 ? atoi(argv[3]) : 1;
  uint64_t firstPass[9] = {};
  double best = 1e300;
  Cache i1(32768, 8, lineBytes), d1(32768, 8, lineBytes), ll(shared ? 2097152 : 1048576, 16, lineBytes);
  std::vector<Cache> firsts;
  for (unsigned core = 0; core < cores; core++) {
    firsts.push_back(i1);
    firsts.push_back(d1);
  }
  for (int pass = 0; pass < 3; pass++) {
    uint64_t nine[9] = {};
    auto start = std::chrono::steady_clock::now();
    if (shared) replayShared(words, cores, firsts, ll, nine);
    else replaySingle(words, i1, d1, ll, nine);
    double ns = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
    if (ns < best) best = ns;
    if (pass == 0) memcpy(firstPass, nine, sizeof nine);
  }
  printf("{\"nsPerAccess\": %.4f, \"counters\": [", best / (words.size() / 2));
  for (int i = 0; i < 9; i++) printf("%s%llu", i ? ", " : "", (unsigned long long)firstPass[i]);
  printf("]}\n");
}
