#include "report/chromium.hpp"

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chromium {
namespace {

constexpr int patience = 60'000;  ///< milliseconds for one message

/// The program reads commands on this descriptor, and writes on the next.
constexpr int its_input = 3;
constexpr int its_output = 4;

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error(errno, std::generic_category(), "pipe");
    }
    return ends;
}

/// A descriptor beyond those that the program's are put on.
int moved_up(int descriptor) {
    const int moved = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
    ::close(descriptor);
    return moved;
}

std::vector<std::string> arguments_of(const std::string& program, const std::string& profile,
                                      int width, int height) {
    return {program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-extensions",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            "--remote-debugging-pipe",
            "--user-data-dir=" + profile,
            "--window-size=" + std::to_string(width) + "," + std::to_string(height),
            "about:blank"};
}

}  // namespace

std::optional<std::string> find_program() {
    for (const std::string_view name : {"chromium", "chromium-browser", "google-chrome"}) {
        for (const std::string_view folder : {"/usr/bin/", "/usr/local/bin/", "/snap/bin/"}) {
            auto path = std::string(folder) + std::string(name);
            if (::access(path.c_str(), X_OK) == 0) return path;
        }
    }
    return std::nullopt;
}

Browser::Browser(const std::string& program, int width, int height) {
    start(program, width, height);
    try {
        attach();
    } catch (...) {
        stop();
        throw;
    }
}

Browser::~Browser() { stop(); }

void Browser::start(const std::string& program, int width, int height) {
    auto commands = make_pipe();
    auto events = make_pipe();
    const int input = moved_up(commands[0]);
    const int output = moved_up(events[1]);
    to_ = moved_up(commands[1]);
    from_ = moved_up(events[0]);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input, its_input);
    ::posix_spawn_file_actions_adddup2(&actions, output, its_output);
    const auto log = (profile_.path / "log").string();
    ::posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_WRONLY | O_CREAT, 0600);
    ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    auto words = arguments_of(program, profile_.path.string(), width, height);
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const int error =
        ::posix_spawn(&process_, program.c_str(), &actions, &attributes, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    ::close(input);
    ::close(output);
    if (error != 0) throw std::system_error(error, std::generic_category(), program);
}

void Browser::stop() {
    // The browser has processes of its own, all in the group of the first.
    ::kill(-process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    ::close(to_);
    ::close(from_);
}

void Browser::attach() {
    const auto target = send("Target.createTarget", {{"url", "about:blank"}}, "");
    session_ =
        send("Target.attachToTarget", {{"targetId", target.at("targetId")}, {"flatten", true}}, "")
            .at("sessionId");
    for (const auto* domain : {"Page.enable", "Runtime.enable", "Log.enable", "Network.enable"}) {
        call(domain);
    }
}

Json Browser::call(std::string_view method, Json parameters) {
    return send(method, std::move(parameters), session_);
}

Json Browser::send(std::string_view method, Json parameters, const std::string& session) {
    Json message{{"id", ++number_}, {"method", method}, {"params", std::move(parameters)}};
    if (!session.empty()) message["sessionId"] = session;
    auto text = message.dump();
    text += '\0';
    for (std::size_t sent = 0; sent < text.size();) {
        const auto count = ::write(to_, text.data() + sent, text.size() - sent);
        if (count < 0) throw std::system_error(errno, std::generic_category(), "to the browser");
        sent += static_cast<std::size_t>(count);
    }
    for (;;) {
        const auto answer = next_message();
        if (answer.value("id", std::int64_t{0}) != number_) {
            note(answer);
        } else if (answer.contains("error")) {
            throw std::runtime_error(std::string(method) + ": " + answer["error"].dump());
        } else {
            return answer.at("result");
        }
    }
}

Json Browser::next_message() {
    for (;;) {
        if (const auto end = received_.find('\0'); end != received_.npos) {
            auto message = Json::parse(received_.substr(0, end));
            received_.erase(0, end + 1);
            return message;
        }
        pollfd ready{from_, POLLIN, 0};
        if (::poll(&ready, 1, patience) == 0) {
            throw std::runtime_error("the browser is silent: " +
                                     started::contents(profile_.path / "log"));
        }
        std::array<char, 65536> part{};
        const auto count = ::read(from_, part.data(), part.size());
        if (count <= 0) {
            throw std::runtime_error("the browser ended: " +
                                     started::contents(profile_.path / "log"));
        }
        received_.append(part.data(), static_cast<std::size_t>(count));
    }
}

void Browser::note(const Json& event) {
    const auto method = event.value("method", "");
    const auto parameters = event.value("params", Json::object());
    if (method == "Page.loadEventFired") loaded_ = true;
    if (method == "Runtime.exceptionThrown") complaints_.push_back(parameters.dump());
    if (method == "Runtime.consoleAPICalled" && parameters["type"] != "log") {
        complaints_.push_back(parameters.dump());
    }
    if (method == "Log.entryAdded" && parameters["entry"]["level"] != "info") {
        complaints_.push_back(parameters.dump());
    }
    if (method == "Network.requestWillBeSent") {
        requests_.push_back(parameters["request"].value("url", ""));
    }
}

void Browser::size(int width, int height) {
    call("Emulation.setDeviceMetricsOverride",
         {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}});
}

void Browser::scheme(std::string_view dark_or_light) {
    call("Emulation.setEmulatedMedia",
         {{"features", {{{"name", "prefers-color-scheme"}, {"value", dark_or_light}}}}});
}

void Browser::load(const std::string& url) {
    loaded_ = false;
    call("Page.navigate", {{"url", url}});
    await_load();
}

void Browser::await_load() {
    while (!loaded_) note(next_message());
}

Json Browser::evaluate(std::string_view expression) {
    const auto result =
        call("Runtime.evaluate",
             {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}});
    if (result.contains("exceptionDetails")) {
        throw std::runtime_error(result["exceptionDetails"].dump());
    }
    return result["result"].value("value", Json());
}

void Browser::point_at(double x, double y) {
    call("Input.dispatchMouseEvent", {{"type", "mouseMoved"}, {"x", x}, {"y", y}});
    settle();
}

void Browser::click(double x, double y) {
    press_button(x, y);
    settle();
}

void Browser::follow(double x, double y) {
    loaded_ = false;
    press_button(x, y);
    await_load();
}

void Browser::press_button(double x, double y) {
    for (const auto* type : {"mousePressed", "mouseReleased"}) {
        call("Input.dispatchMouseEvent",
             {{"type", type}, {"x", x}, {"y", y}, {"button", "left"}, {"clickCount", 1}});
    }
}

void Browser::press(std::string_view key) {
    Json down{{"type", "keyDown"}, {"key", key}};
    if (key.size() == 1) down["text"] = key;
    call("Input.dispatchKeyEvent", down);
    call("Input.dispatchKeyEvent", {{"type", "keyUp"}, {"key", key}});
    settle();
}

void Browser::settle() {
    evaluate(
        "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go(0))))");
}

void Browser::screenshot(const std::filesystem::path& file) {
    settle();
    const auto text =
        call("Page.captureScreenshot", {{"format", "png"}}).at("data").get<std::string>();
    std::string bytes;
    unsigned bits = 0;
    int held = 0;
    const std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (const char c : text) {
        const auto digit = digits.find(c);
        if (digit == digits.npos) break;
        bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xffffU;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> static_cast<unsigned>(held) & 0xffU);
    }
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace chromium
