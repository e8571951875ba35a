#pragma once
#include <string>
#include <vector>

// The sockets that systemd passes, as sd_listen_fds(3) tells it. What kind of sockets they are is not looked
// at.

namespace balanced {

struct passed_sockets {
    std::vector<int> descriptors; ///< none where they are for another process
    std::string fault;            ///< what makes no sense ("LISTEN_FDS is not a number of sockets: x")
};

/// From the values of the environment's LISTEN_PID and LISTEN_FDS, null where they are not set. `own` is this
/// process; `first` is the first descriptor. They become such that no child inherits them.
passed_sockets claim_passed_sockets(const char* listen_pid, const char* listen_fds, int own, int first = 3);

/// Once, at start: the environment's variables are unset, since children have no such sockets.
passed_sockets take_passed_sockets();

} // namespace balanced
