#include <balanced/os/line_writer.hpp>
#include <balanced/os/log.hpp>

#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <thread>
#include <utility>

namespace balanced {
namespace {

constexpr std::chrono::milliseconds stop_limit{300};

// How the room for lines is waited for: 200 ms without progress, a second in all.
constexpr std::chrono::milliseconds between_looks{1};
constexpr int most_looks_unmoved = 200;
constexpr int most_looks = 1000;

constexpr std::array<std::string_view, 4> priorities{"<7>", "<6>", "<4>", "<3>"};
constexpr std::array<spdlog::level::level_enum, 4> spdlog_levels{spdlog::level::debug, spdlog::level::info,
                                                                 spdlog::level::warn, spdlog::level::err};

constexpr std::size_t index_of(log_level level) {
    return static_cast<std::size_t>(level);
}

/// Only the logging thread comes here, and the payload is the whole line.
class writing_sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    writing_sink(line_writer& writer, std::atomic<std::uint64_t>& lost)
        : writer_(writer)
        , lost_(lost) {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (!writer_.write({message.payload.data(), message.payload.size()}))
            ++lost_;
    }
    void flush_() override {}

    line_writer& writer_;
    std::atomic<std::uint64_t>& lost_;
};

/// Signals are for the program's other threads; SIGPIPE then is no more than the EPIPE of a write.
void block_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

} // namespace

struct log::implementation {
    explicit implementation(const log_options& options_)
        : options(options_)
        , writer(options.descriptor)
        , pool(std::make_shared<spdlog::details::thread_pool>(options.waiting_lines, 1, block_signals))
        , logger(std::make_shared<spdlog::async_logger>("log", std::make_shared<writing_sink>(writer, lost),
                                                        pool,
                                                        spdlog::async_overflow_policy::overrun_oldest)) {
        logger->set_level(spdlog::level::trace);
        // spdlog would else print its own troubles on standard error, and wait for that.
        logger->set_error_handler([](const std::string&) {});
    }

    log_options options;
    line_writer writer;
    std::atomic<std::uint64_t> lost{0};
    std::atomic<bool> in_a_hurry{false};
    std::array<std::atomic<std::uint64_t>, 4> taken{};
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> logger;
};

log::log(const log_options& options)
    : self_(std::make_unique<implementation>(options)) {}

log::~log() {
    self_->writer.limit(stop_limit);
}

bool log::enabled(log_level level) const {
    return level >= self_->options.level;
}

void log::write(const log_record& record, time_point now) {
    if (!enabled(record.level))
        return;
    std::string line;
    if (self_->options.priorities)
        line += priorities[index_of(record.level)];
    line += log_line(record, now, self_->options.format);
    line += '\n';
    ++self_->taken[index_of(record.level)];
    self_->logger->log(spdlog_levels[index_of(record.level)], spdlog::string_view_t(line));
}

bool log::wait_for_room() const {
    std::size_t waiting = self_->pool->queue_size();
    int unmoved = 0;
    for (int looks = 0; waiting > self_->options.waiting_lines / 2; ++looks) {
        if (unmoved == most_looks_unmoved || looks == most_looks || self_->in_a_hurry)
            return false;
        std::this_thread::sleep_for(between_looks);
        const std::size_t left = self_->pool->queue_size();
        unmoved = left < std::exchange(waiting, left) ? 0 : unmoved + 1;
    }
    return true;
}

void log::hurry() {
    self_->in_a_hurry = true;
}

std::array<std::uint64_t, 4> log::messages() const {
    std::array<std::uint64_t, 4> counts{};
    for (std::size_t at = 0; at < counts.size(); ++at)
        counts[at] = self_->taken[at];
    return counts;
}

std::uint64_t log::dropped() const {
    return self_->lost + self_->pool->overrun_counter();
}

bool is_journal_stream(int descriptor, const char* journal_stream) {
    struct stat status {};
    if (journal_stream == nullptr || ::fstat(descriptor, &status) != 0)
        return false;
    return journal_stream == std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

} // namespace balanced
