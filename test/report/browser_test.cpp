/// The pages as a real browser shows them. Each leaves its picture in the build folder.

#include <sm/report/performance.hpp>
#include <sm/report/timeline.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "report/chromium.hpp"
#include "report/simulated.hpp"
#include "started.hpp"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using chromium::Browser;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// One browser for all tests; each loads a page of its own.
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

    void show(const std::string& name, const std::string& text) {
        const auto file = folder_.path / name;
        std::ofstream(file, std::ios::binary) << text;
        browser().load("file://" + file.string());
        browser().settle();
    }

    void keep_pictures(const std::string& name) {
        for (const auto* scheme : {"light", "dark"}) {
            browser().scheme(scheme);
            browser().screenshot(fs::path(SM_PICTURES) / (name + "-" + scheme + ".png"));
        }
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

 private:
    started::Folder folder_;
    std::unique_ptr<Browser> browser_;
};

std::string timeline_of(const simulated::Run& run, std::string title) {
    return sm::report::timeline_html(run.operations,
                                     {.title = std::move(title), .finding = run.finding});
}

TEST_F(InChromium, AConvictedRunOpensAtItsFirstCulprit) {
    show("timeline.html", timeline_of(simulated::run(), "register, 10,000 operations"));
    EXPECT_EQ(browser().evaluate("document.documentElement.dataset.ready"), "yes");
    EXPECT_TRUE(is_in_view(".culprit"));
    EXPECT_THAT(text_of("#verdict"), HasSubstr("invalid"));
    EXPECT_THAT(text_of("#reason"), HasSubstr("is stale"));
    EXPECT_THAT(browser().complaints(), IsEmpty());
    EXPECT_EQ(browser().requests().size(), 1U);
    keep_pictures("timeline-10000");
}

TEST_F(InChromium, TheWholeRunIsSeenAtOnce) {
    show("timeline.html", timeline_of(simulated::run(), "register, 10,000 operations"));
    browser().press("0");
    EXPECT_THAT(browser().complaints(), IsEmpty());
    keep_pictures("timeline-10000-whole");
}

TEST_F(InChromium, ASmallHistoryIsReadWithoutZooming) {
    const auto run = simulated::run({.operations = 60,
                                     .clients = 5,
                                     .fault_every = 400ms,
                                     .fault_lasts = 200ms,
                                     .pause = 20ms});
    show("timeline.html", timeline_of(run, "register, small"));
    EXPECT_THAT(browser().complaints(), IsEmpty());
    keep_pictures("timeline-small");
}

TEST_F(InChromium, PlotsAreDrawn) {
    const auto run = simulated::run();
    browser().size(1000, 720);
    show("latency.svg", sm::report::latency_svg(run.operations, {.title = "register"}));
    keep_pictures("latency");
    show("rate.svg", sm::report::rate_svg(run.operations, {.title = "register"}));
    keep_pictures("rate");
    EXPECT_THAT(browser().complaints(), IsEmpty());
}

}  // namespace
