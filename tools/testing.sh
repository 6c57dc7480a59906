# Runs ctest and tells what came of it; sourced by tools/test, after setup.sh, never run.

# The labels of tests on real nodes, which share the machine with whatever else runs on it.
on_real_nodes='\.(docker|process)$'

# Passes ctest's output on, with the reason of each skipped test told before the closing lines.
# Writes into a file how many tests there were, and which were skipped. (The log is complete only when
# ctest has ended.)
with_reasons() {
  awk -v log_file="$1" -v told="$2" '
    function reasons(   line, name, skipped, said) {
      while ((getline line < log_file) > 0) {
        if (line ~ /^[0-9]+\/[0-9]+ Test: /) { name = line; sub(/^[^:]*: /, "", name); skipped = 0 }
        else if (line ~ /: Skipped$/) skipped = 1
        else if (skipped) {
          if (!said++) print "Skipped:"
          print "  " name ": " (line ~ /^\[/ || line == "" ? "no reason given" : line)
          skipped = 0
        }
      }
    }
    function skip(line) {
      sub(/^[ \t]*/, "", line); sub(/ \(Skipped\)$/, "", line); sub(/ - /, ":", line)
      print "skipped " line > told
    }
    BEGIN { printf "" > told }
    /^[0-9]+% tests passed/ { closing = 1; print "tests " $NF > told }
    closing && /\(Skipped\)$/ { skip($0) }
    closing { held = held $0 "\n"; next }
    { print; fflush() }
    END { reasons(); printf "%s%s", held == "" ? "" : "\n", held }'
}

# run_ctest <build> [argument of ctest...]: once.
run_ctest() {
  local temporary=$1/Testing/Temporary
  mkdir -p "$temporary"
  rm -f "$temporary/LastTestsFailed.log"  # ctest leaves an old one where nothing fails
  ctest --test-dir "$1" --output-on-failure --no-tests=error "${@:2}" 2>&1 |
    with_reasons "$temporary/LastTest.log" "$temporary/told"
}

# What the last run_ctest left, as `number:name` a line.
failed_tests() { cat "$1/Testing/Temporary/LastTestsFailed.log" 2>/dev/null || true; }
skipped_tests() { sed -n 's/^skipped //p' "$1/Testing/Temporary/told"; }
count_tests() { sed -n 's/^tests //p' "$1/Testing/Temporary/told"; }

# Of the tests that failed, those on real nodes.
failed_on_real_nodes() {
  local real
  real=$(ctest --test-dir "$1" -N -L "$on_real_nodes" | sed -n 's/^ *Test *#\([0-9]*\): .*/\1/p')
  failed_tests "$1" | awk -F: -v real="$real" '
    BEGIN { split(real, numbers, "\n"); for (i in numbers) is_real[numbers[i]] = 1 }
    $1 in is_real'
}

# How many of these lines are not empty; those of the first that are none of the others.
lines() { grep -c . || true; }
without() { grep -vxF -f <(printf '%s\n' "${@:2}") <<<"$1" || true; }

names() { sed 's/^[^:]*://' | paste -sd, | sed 's/,/, /g'; }

# run_tests <build> <once|again> [argument of ctest...]: with `again`, tests on real nodes that fail are
# run once more, one at a time, and the log shows both. The line at the end has the counts.
run_tests() {
  local build=$1 how=$2 status=0 tests failed skipped second= rescued=
  shift 2
  run_ctest "$build" --parallel "$(jobs)" "$@" || status=$?
  tests=$(count_tests "$build")
  failed=$(failed_tests "$build")
  skipped=$(skipped_tests "$build")
  [ "$how" = again ] && second=$(failed_on_real_nodes "$build")
  if [ -n "$second" ]; then
    say "running again what failed on real nodes: $(names <<<"$second")"
    run_ctest "$build" -I "0,0,0,$(cut -d: -f1 <<<"$second" | paste -sd,)" || true
    failed=$(without "$failed" "$second"; failed_tests "$build")
    skipped+=$'\n'$(skipped_tests "$build")
    rescued=$(without "$second" "$failed" "$skipped")
    [ "$(lines <<<"$failed")" -gt 0 ] || status=0
  fi
  [ -z "$rescued" ] || printf '\nNeeded a second run: %s\n' "$(names <<<"$rescued")"
  [ -z "$tests" ] || awk -v tests="$tests" -v failed="$(lines <<<"$failed")" \
    -v skipped="$(lines <<<"$skipped")" \
    'BEGIN { printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped }'
  return "$status"
}
