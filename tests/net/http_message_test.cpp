#include <balanced/net/http_message.hpp>

#include <gtest/gtest.h>

#include <string>

namespace balanced {

namespace {

std::string head_of(const http_response& response, bool keep_alive) {
    std::string head;
    append_head(head, response, keep_alive, "");
    return head;
}

TEST(http_message, AHeadNamesTypeLengthAndConnection) {
    EXPECT_EQ(head_of(text_response(404, "no such page\n"), true),
              "HTTP/1.1 404 Not Found\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Length: 13\r\n"
              "Connection: keep-alive\r\n\r\n");
}

TEST(http_message, AHeadSaysWhenWhereTheTimeIsKnown) {
    std::string head;
    append_head(head, text_response(204, ""), true, "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(head, "HTTP/1.1 204 No Content\r\n"
                    "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                    "Connection: keep-alive\r\n\r\n");
}

TEST(http_message, AHeadCarriesItsOwnFieldsInOrder) {
    http_response response = text_response(405, "");
    response.content_type = "text/html";
    response.headers = {{"Allow", "GET, HEAD"}, {"Vary", "Accept"}};
    EXPECT_EQ(head_of(response, false), "HTTP/1.1 405 Method Not Allowed\r\n"
                                        "Content-Type: text/html\r\n"
                                        "Content-Length: 0\r\n"
                                        "Allow: GET, HEAD\r\n"
                                        "Vary: Accept\r\n"
                                        "Connection: close\r\n\r\n");
}

TEST(http_message, TheLengthIsThatOfAllPieces) {
    http_response response;
    response.body = {"one", "", "three"};
    EXPECT_NE(head_of(response, true).find("Content-Length: 8\r\n"), std::string::npos);
}

TEST(http_message, WhereTheLengthIsNotKnownTheChunksOrTheConnectionEndTheBody) {
    std::string chunked;
    append_head(chunked, text_response(200, "x"), true, "", body_end::chunks);
    EXPECT_NE(chunked.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
    EXPECT_EQ(chunked.find("Content-Length"), std::string::npos);
    std::string closed;
    append_head(closed, text_response(200, "x"), false, "", body_end::close);
    EXPECT_EQ(closed, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
                      "Connection: close\r\n\r\n");
}

TEST(http_message, AnAnswerWithoutContentHasNoLength) {
    EXPECT_EQ(head_of(text_response(204, ""), true),
              "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(head_of(text_response(304, ""), true),
              "HTTP/1.1 304 Not Modified\r\nConnection: keep-alive\r\n\r\n");
}

TEST(http_message, AnUnknownStatusHasNoPhrase) {
    EXPECT_TRUE(head_of(text_response(299, ""), true).starts_with("HTTP/1.1 299 \r\n"));
}

TEST(http_message, ATextResponseOwnsItsBodyWhenMovedAndCopied) {
    auto first = text_response(200, "short");
    const http_response copy = first;
    const http_response moved = std::move(first);
    ASSERT_EQ(copy.body.size(), 1u);
    EXPECT_EQ(copy.body[0], "short");
    EXPECT_EQ(moved.body[0], "short");
}

} // namespace

} // namespace balanced
