#include <sm/base/misuse.hpp>
#include <sm/workload/workers.hpp>

#include <vector>

namespace sm::gen {
namespace {

/// Neighbours as a span: `1 to 4, 7`.
std::string show_clients(const std::vector<Worker>& clients) {
    std::string text;
    for (std::size_t i = 0; i < clients.size();) {
        std::size_t last = i;
        while (last + 1 < clients.size() && clients[last + 1] == clients[last] + 1) ++last;
        text += (text.empty() ? "" : ", ") + std::to_string(clients[i]);
        if (last > i) text += " to " + std::to_string(clients[last]);
        i = last + 1;
    }
    return text;
}

}  // namespace

WorkerSet WorkerSet::clients(int n) {
    if (n < 0 || n > most_clients) {
        throw Misuse("WorkerSet::clients: there are 0 to " + std::to_string(most_clients) +
                     " clients, but " + std::to_string(n) + " were asked for");
    }
    WorkerSet set;
    for (Worker client = first_client; client <= n; ++client) set.insert(client);
    return set;
}

Worker WorkerSet::nth(std::size_t place) const {
    std::size_t word = 0;
    for (auto here = std::popcount(words_[0]); word + 1 < words;
         here = std::popcount(words_[word])) {
        if (place < static_cast<std::size_t>(here)) break;
        place -= static_cast<std::size_t>(here);
        ++word;
    }
    Word rest = words_[word];
    while (place-- > 0) rest &= rest - 1;
    return static_cast<Worker>(word * word_bits) + std::countr_zero(rest);
}

std::size_t WorkerSet::next_index(std::size_t index) const {
    std::size_t word = index / word_bits;
    if (word >= words) return words * word_bits;
    Word rest = words_[word] & (~Word{0} << index % word_bits);
    while (rest == 0) {
        if (++word == words) return words * word_bits;
        rest = words_[word];
    }
    return word * word_bits + static_cast<std::size_t>(std::countr_zero(rest));
}

void WorkerSet::misuse_no_such(Worker worker) {
    throw Misuse("WorkerSet: there is no worker " + std::to_string(worker) +
                 ": the nemesis is 0, the clients are 1 to " + std::to_string(most_clients));
}

std::string show_worker(Worker worker) {
    return worker == nemesis_worker ? "the nemesis" : "client " + std::to_string(worker);
}

std::string to_string(const WorkerSet& workers) {
    std::vector<Worker> clients;
    for (const Worker worker : workers - WorkerSet::nemesis()) clients.push_back(worker);
    const bool nemesis = workers.contains(nemesis_worker);
    if (clients.empty()) return nemesis ? "the nemesis" : "nobody";
    const std::string noun = clients.size() == 1 ? "client " : "clients ";
    return (nemesis ? "the nemesis and " : "") + noun + show_clients(clients);
}

}  // namespace sm::gen
