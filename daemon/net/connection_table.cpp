#include <balanced/net/connection_table.hpp>
#include <balanced/net/http_connection.hpp>

namespace balanced {

connection_table::place::place(connection_table& table, http_connection& connection)
    : table_(table)
    , list_(&table.waiting_)
    , where_(list_->insert(list_->end(), &connection)) {}

connection_table::place::~place() {
    list_->erase(where_);
}

void connection_table::place::wait() {
    move_to(table_.waiting_);
}

void connection_table::place::work() {
    move_to(table_.working_);
}

void connection_table::place::leave() {
    move_to(table_.closed_);
}

void connection_table::place::move_to(std::list<http_connection*>& list) {
    if (list_ == &table_.closed_)
        return;
    list.splice(list.end(), *list_, where_);
    list_ = &list;
}

bool connection_table::evict() {
    if (waiting_.empty())
        return false;
    waiting_.front()->close();
    return true;
}

void connection_table::close_all() {
    while (!waiting_.empty())
        waiting_.front()->close();
    while (!working_.empty())
        working_.front()->close();
}

} // namespace balanced
