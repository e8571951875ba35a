#pragma once
#include <balanced/app/options.hpp>

#include <gtest/gtest.h>

#include <string>

// What a command says and how it ends.

namespace balanced::testing {

struct said {
    int exit = -1;
    std::string out{};
    std::string err{};
};

template <typename Command>
said run(const Command& command) {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    said result;
    result.exit = command();
    result.out = ::testing::internal::GetCapturedStdout();
    result.err = ::testing::internal::GetCapturedStderr();
    return result;
}

} // namespace balanced::testing
