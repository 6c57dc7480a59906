#include "../common/stock.hpp"

#include "cluster.hpp"

namespace rqlite {

class Clusters::Stock : public common::Stock<Cluster> {
    using common::Stock<Cluster>::Stock;
};

Clusters::Clusters(Patience patience)
    : stock_(std::make_shared<Stock>(
          [patience] {
              auto fresh = std::make_unique<Cluster>(patience);
              fresh->boot();
              return fresh;
          },
          [](Cluster& used) { return used.renew(); })),
      patience_(patience) {}

std::shared_ptr<Cluster> Clusters::empty() const { return std::make_shared<Cluster>(patience_); }

std::shared_ptr<Cluster> Clusters::ready() const { return stock_->take(); }

}  // namespace rqlite
