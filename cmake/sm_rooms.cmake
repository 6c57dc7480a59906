# The rooms from first to last, each with the rooms it may use: the one place that says so.
# A room may also use what those rooms may use. The libraries, the test programs and the
# test of the order are all made from this table.

set(sm_rooms
  "value:"
  "spec:value"
  "schedule:value"
  "program:spec,schedule"
  "run:program"
  "judge:run"
  "shrink:program"
  "assertion:value"
  "check:run,judge,shrink,assertion"
  "cluster:run"
  "fault:cluster"
  "proxy:value"
  "simulation:fault"
  "workload:check,fault"
  "compose:workload,assertion"
  "report:run,judge")

# The rooms of the library sm::sm, which is all that sm.hpp may reach.
set(sm_core_rooms value spec schedule program run judge shrink assertion check)
