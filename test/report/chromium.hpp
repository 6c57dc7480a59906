#pragma once
/// A real browser without a window, driven through its DevTools protocol.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "started.hpp"

namespace chromium {

using Json = nlohmann::json;

/// Where the browser is; nothing if the machine has none.
std::optional<std::string> find_program();

/// One page of a browser. Its commands and events go through two pipes, so that no port is taken.
class Browser {
 public:
    /// Throws std::runtime_error if the browser does not start.
    explicit Browser(const std::string& program, int width = 1440, int height = 900);
    ~Browser();
    Browser(const Browser&) = delete;
    Browser& operator=(const Browser&) = delete;

    /// A command of the protocol, such as Page.navigate, and its result.
    Json call(std::string_view method, Json parameters = Json::object());

    void size(int width, int height);
    void scheme(std::string_view dark_or_light);

    /// Loads the page and waits until it is loaded.
    void load(const std::string& url);

    /// What the expression is, as JSON; a promise is awaited. Throws what the page throws.
    Json evaluate(std::string_view expression);

    void point_at(double x, double y);
    void click(double x, double y);
    /// Clicks a link, and waits until the page that it leads to is loaded.
    void follow(double x, double y);
    void press(std::string_view key);

    /// Two frames drawn, so that what was done can be seen.
    void settle();

    /// Errors and warnings of the console, and exceptions, since the browser started.
    const std::vector<std::string>& complaints() const { return complaints_; }
    /// What pages asked for, by their addresses.
    const std::vector<std::string>& requests() const { return requests_; }

    void screenshot(const std::filesystem::path& file);

 private:
    void start(const std::string& program, int width, int height);
    void stop();
    void attach();
    Json send(std::string_view method, Json parameters, const std::string& session);
    Json next_message();
    void await_load();
    void press_button(double x, double y);
    void note(const Json& event);

    started::Folder profile_;
    int to_ = -1;
    int from_ = -1;
    int process_ = -1;
    std::int64_t number_ = 0;
    std::string session_;
    std::string received_;
    bool loaded_ = false;
    std::vector<std::string> complaints_;
    std::vector<std::string> requests_;
};

}  // namespace chromium
