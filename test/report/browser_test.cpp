/// The pages as a real browser shows them. Each leaves its picture in the build folder.

#include <sm/history/writer.hpp>
#include <sm/report/drawing.hpp>
#include <sm/report/performance.hpp>
#include <sm/report/server.hpp>
#include <sm/report/timeline.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "report/chromium.hpp"
#include "report/simulated.hpp"
#include "started.hpp"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using chromium::Browser;
using sm::history::Value;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class InChromium : public testing::Test {
 protected:
    void SetUp() override {
        const auto program = chromium::find_program();
        if (!program) {
            GTEST_SKIP() << "there is no Chromium to look at pages with: apt-get install chromium";
        }
        browser_ = std::make_unique<Browser>(*program);
        browser_->size(1440, 900);
        browser_->scheme("light");
    }

    Browser& browser() { return *browser_; }
    const fs::path& folder() const { return folder_.path; }

    void to_string(const std::string& name, const std::string& text) {
        const auto file = folder() / name;
        std::ofstream(file, std::ios::binary) << text;
        to_string(file);
    }
    void to_string(const fs::path& file) {
        browser().load("file://" + file.string());
        browser().settle();
    }

    void keep_pictures(const std::string& name) {
        for (const auto* scheme : {"light", "dark"}) {
            browser().scheme(scheme);
            browser().screenshot(fs::path(SM_PICTURES) / (name + "-" + scheme + ".png"));
        }
        browser().scheme("light");
    }

    /// Whether the middle of the element is in the window, and nothing lies over it.
    bool is_in_view(const std::string& selector) {
        return browser()
            .evaluate("(() => { const mark = document.querySelector('" + selector +
                      "'); const box = mark.getBoundingClientRect();"
                      "const x = box.x + box.width / 2, y = box.y + box.height / 2;"
                      "return document.elementFromPoint(x, y) === mark; })()")
            .get<bool>();
    }

    std::string text_of(const std::string& selector) {
        return browser().evaluate("document.querySelector('" + selector + "').innerText");
    }

    bool is_hidden(const std::string& selector) {
        return browser()
            .evaluate("document.querySelector('" + selector + "').checkVisibility() === false")
            .get<bool>();
    }

    void click(const std::string& selector) {
        const auto at = place_of(selector);
        browser().click(at.at(0), at.at(1));
    }

    void follow(const std::string& selector) {
        const auto at = place_of(selector);
        browser().follow(at.at(0), at.at(1));
    }

    /// The middle of an element.
    std::vector<double> place_of(const std::string& selector) {
        return browser().evaluate("(() => { const box = document.querySelector('" + selector +
                                  "').getBoundingClientRect();"
                                  "return [box.x + box.width / 2, box.y + box.height / 2]; })()");
    }

 private:
    started::Folder folder_;
    std::unique_ptr<Browser> browser_;
};

std::string timeline_of(const simulated::Run& run, std::string title) {
    return sm::report::timeline_html(run.operations,
                                     {.title = std::move(title), .result = run.result});
}

/// A long run that has been found invalid, in the browser.
class InvalidInChromium : public InChromium {
 protected:
    void SetUp() override {
        InChromium::SetUp();
        if (!IsSkipped())
            to_string("timeline.html", timeline_of(run_, "register, 10,000 operations"));
    }
    void TearDown() override {
        if (IsSkipped()) return;
        EXPECT_THAT(browser().complaints(), IsEmpty());
    }

    simulated::Run run_ = simulated::run();
};

TEST_F(InvalidInChromium, OpensAtItsFirstViolationAndSaysWhy) {
    EXPECT_EQ(browser().evaluate("document.documentElement.dataset.ready"), "yes");
    EXPECT_TRUE(is_in_view(".violation"));
    EXPECT_THAT(text_of("#verdict"), HasSubstr("invalid"));
    EXPECT_THAT(text_of("#reason"), HasSubstr("is stale"));
    EXPECT_THAT(text_of("#reason"), HasSubstr("zones, as all writes differ"));
    EXPECT_EQ(text_of("#which-violation"), "1 of 3");
    keep_pictures("timeline-10000");
}

TEST_F(InvalidInChromium, AsksForNothingButItself) { EXPECT_THAT(browser().requests(), SizeIs(1)); }

TEST_F(InvalidInChromium, HoveringOverACallTellsItsDetails) {
    EXPECT_TRUE(is_hidden("#tip"));
    const auto mark = place_of(".violation");
    // The call itself is below its mark.
    browser().point_at(mark.at(0), mark.at(1) + 20);
    EXPECT_FALSE(is_hidden("#tip"));
    const auto& violation = run_.operations[run_.result.violations[0]];
    EXPECT_THAT(text_of("#tip"), HasSubstr("write " + sm::history::to_string(violation.value)));
    EXPECT_THAT(text_of("#tip"), HasSubstr("answered"));
    EXPECT_THAT(text_of("#tip"), HasSubstr("took"));
    keep_pictures("timeline-10000-hover");
    browser().point_at(5, 5);
    EXPECT_TRUE(is_hidden("#tip"));
}

TEST_F(InvalidInChromium, HoveringOverAFaultTellsItsArguments) {
    browser().press("0");
    const auto chart = place_of("#chart");
    const double top =
        browser().evaluate("document.querySelector('#chart').getBoundingClientRect().top");
    // Faults are on for the second half of each ten seconds.
    for (double x = chart.at(0); x < chart.at(0) + 100 && is_hidden("#tip"); x += 10) {
        browser().point_at(x, top + 36);
    }
    EXPECT_THAT(text_of("#tip"), HasSubstr("fault: partition"));
    EXPECT_THAT(text_of("#tip"), HasSubstr("[[:n1 :n2] [:n3 :n4 :n5]]"));
}

TEST_F(InvalidInChromium, ButtonsAndKeysGoFromViolationToViolation) {
    click("#next");
    EXPECT_EQ(text_of("#which-violation"), "2 of 3");
    EXPECT_TRUE(is_in_view(".violation[aria-current=true]"));
    browser().press("n");
    EXPECT_EQ(text_of("#which-violation"), "3 of 3");
    EXPECT_THAT(text_of("#details"), HasSubstr("violating call 3 of 3"));
    browser().press("n");
    EXPECT_EQ(text_of("#which-violation"), "1 of 3");
    click("#previous");
    EXPECT_EQ(text_of("#which-violation"), "3 of 3");
}

TEST_F(InvalidInChromium, ArrowKeysGoFromCallToCall) {
    browser().evaluate("document.querySelector('#chart').focus()");
    const auto first = text_of("#details");
    browser().press("ArrowRight");
    const auto second = text_of("#details");
    EXPECT_NE(first, second);
    browser().press("ArrowDown");
    EXPECT_NE(text_of("#details"), second);
    browser().press("ArrowUp");
    browser().press("Escape");
    EXPECT_THAT(text_of("#details"), HasSubstr("Point at a call"));
}

TEST_F(InvalidInChromium, TheWholeRunIsSeenAtOnce) {
    click("#all");
    EXPECT_TRUE(is_in_view(".violation[aria-current=true]"));
    keep_pictures("timeline-10000-whole");
}

TEST_F(InvalidInChromium, FunctionsCanBeHidden) {
    click("#functions .chip:nth-child(2)");
    EXPECT_EQ(browser().evaluate("document.querySelectorAll('.chip[aria-pressed=false]').length"),
              1);
    keep_pictures("timeline-10000-filtered");
}

TEST_F(InChromium, AFaultOfOneKeyIsShownAmongItsCalls) {
    const auto run = simulated::run({.operations = 4000, .keys = 8});
    to_string("timeline.html", timeline_of(run, "register, 8 keys"));
    EXPECT_EQ(browser().evaluate("document.querySelector('#key').selectedOptions[0].text"
                                 ".split(' ')[0]"),
              sm::history::to_string(run.operations[run.stale].key));
    EXPECT_THAT(browser().complaints(), IsEmpty());
    keep_pictures("timeline-keys");
}

TEST_F(InChromium, AViolationOfManyWorkersIsScrolledIntoView) {
    auto run = simulated::run({.operations = 3000, .clients = 90});
    run.result.violations = {0};
    for (std::size_t i = 0; i < run.operations.size(); ++i) {
        if (run.operations[i].process == 88) run.result.violations = {i};
    }
    to_string("timeline.html", timeline_of(run, "90 workers"));
    browser().settle();
    EXPECT_TRUE(is_in_view(".violation"));
    EXPECT_THAT(browser().complaints(), IsEmpty());
    keep_pictures("timeline-90-workers");
}

TEST_F(InChromium, ASmallHistoryIsReadAtOnce) {
    const auto run = simulated::run(
        {.operations = 60, .clients = 5, .fault_every = 60ms, .fault_lasts = 20ms, .pause = 5ms});
    to_string("timeline.html", timeline_of(run, "register, small"));
    EXPECT_TRUE(is_in_view(".violation"));
    EXPECT_THAT(browser().complaints(), IsEmpty());
    keep_pictures("timeline-small");
}

TEST_F(InChromium, HostileTextsAreShownAndNeverRun) {
    const std::string hostile =
        "</script><img src=x onerror='window.ran=1'><script>window.ran=1</script>\xff\"'`${ran}";
    auto run = simulated::run({.operations = 60, .clients = 3, .pause = 5ms});
    auto& stale = run.operations[run.stale];
    stale.answer = Value::text(hostile);
    stale.function = hostile;
    run.result.violations = {run.stale};
    run.result.conclusion.reason = hostile;
    run.result.checker = hostile;
    to_string("timeline.html", timeline_of(run, hostile));
    EXPECT_EQ(browser().evaluate("typeof window.ran"), "undefined");
    EXPECT_EQ(browser().evaluate("document.querySelectorAll('img').length"), 0);
    EXPECT_THAT(text_of("#reason"), HasSubstr("</script><img src=x"));
    EXPECT_THAT(text_of("#details"), HasSubstr("onerror='window.ran=1'"));
    EXPECT_THAT(text_of("#details"), HasSubstr("\\xff"));
    EXPECT_THAT(browser().complaints(), IsEmpty());
}

TEST_F(InChromium, AHistoryThatIsEmptyOrWithoutTimesIsShown) {
    to_string("timeline.html", sm::report::timeline_html({}));
    EXPECT_THAT(text_of("#counts"), HasSubstr("0 calls"));
    auto run = simulated::run({.operations = 200, .clients = 4, .pause = 5ms});
    for (auto& operation : run.operations) operation.began = operation.ended = 0ns;
    to_string("timeline.html", timeline_of(run, "without times"));
    EXPECT_THAT(text_of("#counts"), HasSubstr("no times were recorded"));
    EXPECT_TRUE(is_in_view(".violation"));
    EXPECT_THAT(browser().complaints(), IsEmpty());
    keep_pictures("timeline-events");
}

TEST_F(InChromium, PlotsAreDrawn) {
    const auto run = simulated::run();
    browser().size(1000, 745);
    to_string("latency.svg", sm::report::latency_svg(run.operations, {.title = "register"}));
    keep_pictures("latency");
    to_string("rate.svg", sm::report::rate_svg(run.operations, {.title = "register"}));
    keep_pictures("rate");
    EXPECT_THAT(browser().complaints(), IsEmpty());
}

/// The directory of a run, drawn.
fs::path drawn_run(const fs::path& store, std::string_view name, const simulated::Run& run,
                   sm::store::WallTime started) {
    const auto directory = sm::store::make_run_directory(store, name, started);
    std::ofstream history(directory / "history.jsonl");
    sm::history::write(history, run.operations, sm::history::Format::json_lines);
    history.close();
    std::ofstream(directory / "logs" / "n1.log") << "started\n";
    auto options = sm::Tree::map();
    options.add(sm::Tree::text("workload"), sm::Tree::text("register"));
    options.add(sm::Tree::text("nemesis"), sm::Tree::text("partition"));
    options.add(sm::Tree::text("concurrency"), sm::Tree(15));
    options.add(sm::Tree::text("time limit"), sm::Tree::text("60s"));
    auto result = run.result;
    result.details.add("keys", sm::Tree(1));
    result.details.add("longest search", sm::Tree::text("12 states"));
    sm::store::write_results(directory, {.name = std::string(name),
                                         .started = started,
                                         .took = 61'234ms,
                                         .seed = 7,
                                         .options = options,
                                         .counts = sm::store::count(run.operations),
                                         .finding = result});
    sm::report::write_reports(directory);
    return directory;
}

const sm::store::WallTime noon =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h + 34min;

TEST_F(InChromium, TheIndexShowsThePlotsAndLinksTheFiles) {
    const auto run = simulated::run();
    to_string(drawn_run(folder(), "etcd register", run, noon) / "index.html");
    EXPECT_THAT(text_of("header"), HasSubstr("is stale"));
    EXPECT_THAT(text_of(".files"), HasSubstr("logs/n1.log"));
    EXPECT_EQ(browser().evaluate("[...document.images].filter((i) => i.naturalWidth > 0).length"),
              2);
    EXPECT_THAT(browser().complaints(), IsEmpty());
    browser().size(1440, 1750);
    keep_pictures("index");
}

TEST_F(InChromium, TheTableOfRunsIsFilteredAndSorted) {
    const auto store = folder() / "store";
    auto run = simulated::run({.operations = 400});
    drawn_run(store, "etcd register", run, noon);
    run.result.conclusion = {};
    run.result.violations = {};
    drawn_run(store, "etcd set", run, noon + 5min);
    run = simulated::run({.operations = 900});
    run.result.conclusion = {sm::Verdict::unknown, "the bound of 1 GB was reached"};
    drawn_run(store, "rqlite register", run, noon + 9min);
    sm::store::make_run_directory(store, "etcd append", noon + 20min);
    std::ofstream(sm::store::make_run_directory(store, "etcd append", noon) / "results.json")
        << R"({"name": "etcd append", "started": )";
    sm::report::Server server({.store = store, .port = 0});
    const std::jthread serving([&] { server.run(); });
    const auto address = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    browser().size(1440, 500);
    browser().load(address);
    EXPECT_EQ(text_of("#shown"), "5 runs");
    keep_pictures("serve");
    click("thead th:nth-child(4) button");
    EXPECT_THAT(text_of("tbody tr:last-child"), HasSubstr("rqlite register"));
    click("thead th:nth-child(4) button");
    EXPECT_THAT(text_of("tbody tr:first-child"), HasSubstr("rqlite register"));
    browser().evaluate(
        "document.querySelector('#filter').value = 'etcd invalid';"
        "document.querySelector('#filter').dispatchEvent(new Event('input'))");
    EXPECT_EQ(text_of("#shown"), "1 of 5 runs");
    follow("tbody tr:not([hidden]) .name a");
    browser().load(address + "runs/etcd_register/latest/timeline.html");
    EXPECT_TRUE(is_in_view(".violation"));
    browser().load(address + "runs/etcd_register/latest/");
    EXPECT_EQ(browser().evaluate("[...document.images].filter((i) => i.naturalWidth > 0).length"),
              2);
    EXPECT_THAT(browser().complaints(), IsEmpty());
    server.stop();
}

}  // namespace
