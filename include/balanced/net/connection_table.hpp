#pragma once
#include <cstddef>
#include <list>

// Which connections of a server are open and which of them wait for a request, so that the one that has
// waited longest can give way to a new one. It owns none of them.

namespace balanced {

class http_connection;

class connection_table {
public:
    /// Where a connection stands in the table. It begins as one that waits.
    class place {
    public:
        place(connection_table& table, http_connection& connection);
        ~place();
        place(const place&) = delete;
        place& operator=(const place&) = delete;

        /// Behind all that wait already.
        void wait();
        void work();
        /// It counts no more.
        void leave();

    private:
        void move_to(std::list<http_connection*>& list);

        connection_table& table_;
        std::list<http_connection*>* list_;
        std::list<http_connection*>::iterator where_;
    };

    std::size_t size() const { return waiting_.size() + working_.size(); }

    /// Closes the connection that has waited longest; false where none waits.
    bool evict();

    void close_all();

private:
    std::list<http_connection*> waiting_;
    std::list<http_connection*> working_;
    std::list<http_connection*> closed_;
};

} // namespace balanced
