#pragma once
#include <balanced/format/web_reading.hpp>

// The web configuration's tls_server_config: its keys, and what they mean together.

namespace balanced {

void read_tls_server(const config_entry& section, web_reading& into);

} // namespace balanced
