/// `sm check`: judges history files.

#include <sm/base/misuse.hpp>
#include <sm/checkers/catalogue.hpp>
#include <sm/store/failure_file.hpp>
#include <sm/value/duration.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <memory>
#include <system_error>
#include <utility>

#include "command.hpp"
#include "judged_file.hpp"

#include <unistd.h>

namespace {

struct CheckArguments {
    std::string model;
    std::string keys = "auto";
    std::string format = "text";
    std::string time_limit = "60s";
    std::string memory_limit = "1GiB";
    std::string initial;
    std::string refused_cas = "nothing";
    std::string consistency_model;
    std::vector<std::string> inferences;
    std::string accounts;
    std::optional<std::int64_t> total;
    std::vector<std::string> files;
    std::vector<std::pair<const CLI::Option*, sm::checkers::ModelOption>> of_models;
};

struct Unit {
    std::string_view name;
    double factor;
};

/// A number with one of these units behind it.
std::optional<double> measured(std::string_view text, std::span<const Unit> units) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || !(value > 0)) return std::nullopt;
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const auto& [name, factor] : units) {
        if (unit == name && value * factor < 9e18) return value * factor;
    }
    return std::nullopt;
}

sm::Duration time_of(const std::string& text) {
    const auto time = sm::parse_duration(text);
    if (time && *time > sm::Duration{}) return *time;
    throw sm::Misuse(fmt::format(
        "--time-limit is \"{}\"; expected a time with its unit, like 500ms, 60s, 5min or 1h",
        text));
}

std::size_t bytes_of(const std::string& text) {
    constexpr Unit units[] = {{"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0}};
    if (const auto bytes = measured(text, units)) return static_cast<std::size_t>(*bytes);
    throw sm::Misuse(fmt::format(
        "--memory-limit is \"{}\"; expected a size with its unit, like 512MiB or 1GiB", text));
}

/// A value of Clojure's notation that an option has.
sm::history::Value as_value(std::string_view option, const std::string& text) {
    if (text.empty()) return {};
    try {
        return sm::history::parse_value(text);
    } catch (const sm::history::BadHistory& bad) {
        throw sm::Misuse(fmt::format("{} is not a value in EDN: {}", option, bad.what()));
    }
}

/// Throws Misuse for an option that the model does not take.
void refuse_options_of_others(const CheckArguments& given, const sm::checkers::KnownModel& model) {
    for (const auto& [option, meant] : given.of_models) {
        if (option->count() == 0 || model.takes.contains(meant)) continue;
        std::string takers;
        for (const sm::checkers::KnownModel& other : sm::checkers::known_models()) {
            if (other.takes.contains(meant)) takers += " " + std::string(other.name);
        }
        throw sm::Misuse(fmt::format("the model {} takes no --{}; these do:{}", model.name,
                                     to_string(meant), takers));
    }
}

sm::checkers::ModelOptions options_of(const CheckArguments& given) {
    return {.initial = as_value("--initial", given.initial),
            .refused_cas_is_a_reply = given.refused_cas == "reply",
            .consistency_model = given.consistency_model,
            .inferences = {given.inferences.begin(), given.inferences.end()},
            .accounts = as_value("--accounts", given.accounts),
            .total = given.total,
            .limits = {.memory = bytes_of(given.memory_limit), .time = time_of(given.time_limit)}};
}

/// The model's checker, with the time that is left of the file's when it is asked.
sm::checkers::Checker within_time(const sm::checkers::KnownModel& model,
                                  const sm::checkers::ModelOptions& options) {
    const auto end = sm::steady().now() + options.limits.time;
    return [&model, options, end](std::span<const sm::history::Operation> operations) {
        auto rest = options;
        rest.limits.time = std::max(end - sm::steady().now(), sm::Duration{1});
        return model.checker(rest)(operations);
    };
}

std::string models_wanted() {
    std::string names;
    for (const sm::checkers::KnownModel& model : sm::checkers::known_models())
        names += " " + std::string(model.name);
    return "--model needs one of these:" + names;
}

sm::history::RecordedHistory history_of(const std::string& file, const CheckArguments& given) {
    const sm::history::ReadOptions how{.keyed = given.keys == "yes" ? sm::history::KeyedValues::yes
                                                : given.keys == "no"
                                                    ? sm::history::KeyedValues::no
                                                    : sm::history::KeyedValues::automatic};
    if (file == "-") return sm::history::read(STDIN_FILENO, "standard input", how);
    return sm::history::read(std::filesystem::path(file), how);
}

/// What the model says of the file's history.
void judge_by(const sm::checkers::KnownModel& model, const sm::checkers::ModelOptions& options,
              JudgedFile& judged) {
    const auto& operations = judged.history.operations;
    const bool keyed = std::any_of(operations.begin(), operations.end(),
                                   [](const auto& one) { return !one.key.is_nothing(); });
    const auto checker = within_time(model, options);
    judged.result = keyed ? sm::checkers::independent(checker)(operations) : checker(operations);
}

/// What a failure file says of its history itself.
void take_own_verdict(const std::string& file, JudgedFile& judged) {
    const auto failure = judged.history.format == sm::history::Format::json && file != "-"
                             ? sm::store::find_failure(file)
                             : std::nullopt;
    if (!failure) {
        judged.error = fmt::format(
            "{}: no model is given, and only a failure file has a verdict of its own; {}",
            judged.name, models_wanted());
        return;
    }
    judged.result = sm::store::result_of(*failure);
    judged.of_failure = fmt::format(
        "failure of {}: {}; the verdict is the file's own, --model "
        "judges its history anew",
        failure->test, sm::store::words_of(failure->failure));
}

/// `model` is null if none was given.
JudgedFile judge(const std::string& file, const CheckArguments& given,
                 const sm::checkers::KnownModel* model, const sm::checkers::ModelOptions& options) {
    JudgedFile judged{.name = file == "-" ? "standard input" : file,
                      .limits = fmt::format("--time-limit {} --memory-limit {}", given.time_limit,
                                            given.memory_limit)};
    try {
        judged.history = history_of(file, given);
        if (model == nullptr) {
            take_own_verdict(file, judged);
        } else {
            judge_by(*model, options, judged);
        }
    } catch (const sm::store::BadFailure& bad) {
        judged.error = bad.what();
    } catch (const std::system_error& error) {
        judged.error =
            fmt::format("{}: {}; expected a file with a history, or - for standard input",
                        judged.name, error.code().message());
    } catch (const sm::history::BadHistory& bad) {
        judged.error = bad.what();
    } catch (const sm::Misuse& misuse) {
        judged.error = fmt::format("{}: this is not a history of the model {}: {}", judged.name,
                                   given.model, misuse.what());
    } catch (const std::exception& error) {
        judged.error = fmt::format("{}: judging it failed: {}", judged.name, error.what());
    }
    return judged;
}

/// The worse of two exit codes: a violation that was found stays so, whatever else was not read.
int worse(int a, int b) {
    for (const int code : {exit_code::invalid, exit_code::bad_input, exit_code::unknown}) {
        if (a == code || b == code) return code;
    }
    return exit_code::valid;
}

/// Throws Misuse where the files are missing, or a model though no file can do without.
void require_model_and_files(const CheckArguments& given) {
    const bool may_be_failures =
        std::any_of(given.files.begin(), given.files.end(),
                    [](const std::string& file) { return file.ends_with(".json"); });
    if (given.model.empty() && !may_be_failures)
        throw sm::Misuse("no model is given; " + models_wanted());
    if (given.files.empty()) {
        throw sm::Misuse(
            "no file is given; expected files with histories, or - for standard input");
    }
}

int check(const CheckArguments& given) {
    require_model_and_files(given);
    const sm::checkers::KnownModel* const model =
        given.model.empty() ? nullptr : &sm::checkers::known_model(given.model);
    const auto options = options_of(given);
    if (model != nullptr) {
        refuse_options_of_others(given, *model);
        static_cast<void>(model->checker(options));  // what it refuses is bad usage, not bad input
    }
    int code = exit_code::valid;
    for (const std::string& file : given.files) {
        const auto judged = judge(file, given, model, options);
        const auto text = given.format == "json" ? as_json(judged) + '\n' : as_text(judged);
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
        code = worse(code, exit_code_of(judged));
    }
    return code;
}

std::string footer() {
    std::string text = "Models:\n";
    for (const sm::checkers::KnownModel& model : sm::checkers::known_models()) {
        text += fmt::format("  {:<22}{}: {}\n", model.name, model.calls, model.about);
    }
    return text +
           "\nFiles are JSON lines, failure files, Jepsen's history.edn or Jepsen's log; "
           "docs/history-format.md\ndescribes them. A failure file needs no model: it has a "
           "verdict.\nExit code: 1 if a file is invalid; else 65 if one could not be read; "
           "else 2 if one is unknown;\nelse 0. 64 is bad usage. All files are judged.";
}

void add_options_of_models(CLI::App& parser, CheckArguments& given) {
    using sm::checkers::ModelOption;
    const auto add = [&](ModelOption which, auto& into, const std::string& about) {
        auto* option = parser.add_option("--" + std::string(to_string(which)), into, about);
        given.of_models.emplace_back(option, which);
        return option;
    };
    add(ModelOption::initial, given.initial, "the initial value, in EDN: nil, 0, \"x\"");
    add(ModelOption::refused_cas, given.refused_cas,
        "what a refused cas shows: nothing, or, as a reply, that the old value was another")
        ->check(CLI::IsMember({"nothing", "reply"}));
    add(ModelOption::consistency_model, given.consistency_model,
        "the consistency model that the system promises, such as \"sequential\", or, of "
        "transactions, \"serializable\"; the strictest if not given");
    add(ModelOption::inference, given.inferences,
        "what the order of versions may be inferred from; repeat it for several");
    add(ModelOption::accounts, given.accounts, "the accounts of the model bank: [0 1 2]");
    add(ModelOption::total, given.total, "the sum of all accounts of the model bank");
}

}  // namespace

Command add_check(CLI::App& program) {
    const auto given = std::make_shared<CheckArguments>();
    auto* parser = program.add_subcommand("check", "Judge histories in files by a model");
    parser->add_option("--model", given->model, "what the system promises; the models are below");
    parser
        ->add_option("--independent", given->keys,
                     "whether values [k v] are of independent keys k: yes, no, auto")
        ->check(CLI::IsMember({"yes", "no", "auto"}))
        ->capture_default_str();
    parser
        ->add_option("--format", given->format,
                     "what to print: text, or json with one line for each file")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    parser
        ->add_option("--time-limit", given->time_limit,
                     "the longest time for one file; a file that needs more is unknown")
        ->capture_default_str();
    parser
        ->add_option("--memory-limit", given->memory_limit,
                     "the most memory for the search; a file that needs more is unknown")
        ->capture_default_str();
    add_options_of_models(*parser, *given);
    parser->add_option("FILE", given->files, "a history; - is standard input");
    parser->footer(footer());
    return {parser, [given] { return check(*given); }};
}
