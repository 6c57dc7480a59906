# The rooms from first to last, each with the rooms it may use: the one place that says so.
# A room may also use what those rooms may use. The libraries, the test programs and the
# test of the order are all made from this table.

set(sm_rooms
  "base:"
  "value:base"
  "os:value"
  "spec:value"
  "schedule:base"
  "program:spec,schedule"
  "history:program"
  "store:history"
  "search:base"
  "assertion:value"
  "proxy:os,history"
  "run:program,history"
  "judge:program,history,search"
  "checkers:history,search"
  "shrink:program"
  "cluster:os,history"
  "check:run,judge,shrink,assertion,store"
  "fault:cluster,spec"
  "simulation:fault,run"
  "workload:check,fault,checkers"
  "compose:workload,proxy"
  "report:checkers,store")

# The rooms of the library sm::sm, which is all that sm.hpp may reach.
set(sm_core_rooms
  base value spec schedule program history store search assertion run judge shrink check)
