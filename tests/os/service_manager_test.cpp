#include <balanced/os/service_manager.hpp>

#include <gtest/gtest.h>
#include <support/manager_socket.hpp>
#include <support/temporary_folder.hpp>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace balanced {
namespace {

using namespace std::chrono_literals;

class ServiceManager : public ::testing::Test {
protected:
    testing::temporary_folder folder;
    std::string name = folder.path("notify");
};

TEST_F(ServiceManager, TakesOneMessageACall) {
    const testing::manager_socket manager(name);
    service_manager service({.notify_socket = name.c_str()});
    EXPECT_TRUE(service);
    service.ready();
    EXPECT_EQ(manager.next(), "READY=1\n");
    service.reloading(1234567us);
    EXPECT_EQ(manager.next(), "RELOADING=1\nMONOTONIC_USEC=1234567\n");
    service.status("12 tokens, 3 in trouble");
    EXPECT_EQ(manager.next(), "STATUS=12 tokens, 3 in trouble\n");
    service.watchdog();
    EXPECT_EQ(manager.next(), "WATCHDOG=1\n");
    service.stopping();
    EXPECT_EQ(manager.next(), "STOPPING=1\n");
    EXPECT_EQ(manager.next(), "nothing");
}

TEST_F(ServiceManager, MayListenOnAnAbstractName) {
    const std::string abstract = "@balanced-test/" + std::to_string(::getpid());
    const testing::manager_socket manager(abstract);
    service_manager service({.notify_socket = abstract.c_str()});
    service.ready();
    EXPECT_EQ(manager.next(), "READY=1\n");
}

TEST_F(ServiceManager, AStatusIsOneLine) {
    const testing::manager_socket manager(name);
    service_manager service({.notify_socket = name.c_str()});
    service.status("first\nREADY=1");
    EXPECT_EQ(manager.next(), "STATUS=first READY=1\n");
}

TEST_F(ServiceManager, IsNotWaitedForAndHearsTheStateLater) {
    const testing::manager_socket manager(name);
    service_manager service({.notify_socket = name.c_str()});
    // More than any queue of datagrams holds; were it to wait, this would never end.
    for (int i = 0; i < 5000; ++i)
        service.watchdog();
    service.reloading(1us);
    service.ready();
    service.watchdog();
    manager.take_all();
    service.watchdog();
    EXPECT_EQ(manager.next(), "READY=1\nWATCHDOG=1\n");
    service.watchdog();
    EXPECT_EQ(manager.next(), "WATCHDOG=1\n");
}

TEST_F(ServiceManager, ThatIsGoneEndsNothing) {
    service_manager service({.notify_socket = name.c_str()});
    service.ready();
    service.status("nobody hears this");
    const testing::manager_socket manager(name);
    service.watchdog();
    EXPECT_EQ(manager.next(), "READY=1\nWATCHDOG=1\n");
}

TEST_F(ServiceManager, DoesNotListenWhereNoSocketIsNamed) {
    const std::string long_name = "/" + std::string(200, 'a');
    for (const char* socket :
         {static_cast<const char*>(nullptr), "", "@", "/", "relative", long_name.c_str()}) {
        service_manager service({.notify_socket = socket, .watchdog_usec = "1000000"});
        EXPECT_FALSE(service);
        EXPECT_EQ(service.watchdog_period(), std::nullopt);
        service.ready();
        service.reloading(1us);
        service.status("unheard");
        service.watchdog();
        service.stopping();
    }
}

TEST_F(ServiceManager, WatchesWhomItMeans) {
    const testing::manager_socket manager(name);
    const auto period = [&](const char* usec, const char* pid) {
        return service_manager({name.c_str(), usec, pid}).watchdog_period();
    };
    const std::string own = std::to_string(::getpid());
    EXPECT_EQ(period("30000000", own.c_str()), 30s);
    EXPECT_EQ(period("1", nullptr), 1us);
    EXPECT_EQ(period("30000000", "1"), std::nullopt);
    EXPECT_EQ(period("30000000", ""), std::nullopt);
    EXPECT_EQ(period(nullptr, own.c_str()), std::nullopt);
    for (const char* usec : {"", "0", "-1", "30s", "99999999999999999999"})
        EXPECT_EQ(period(usec, own.c_str()), std::nullopt) << usec;
}

TEST_F(ServiceManager, IsNamedByTheEnvironmentWhichStays) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    ::setenv("WATCHDOG_USEC", "2000000", 1);
    ::unsetenv("WATCHDOG_PID");
    {
        const service_manager service(service_environment_of_process());
        EXPECT_TRUE(service);
        EXPECT_EQ(service.watchdog_period(), 2s);
    }
    EXPECT_STREQ(::getenv("NOTIFY_SOCKET"), name.c_str());
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
}

} // namespace
} // namespace balanced
