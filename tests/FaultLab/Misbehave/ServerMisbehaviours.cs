using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.FaultLab.Misbehave;

/// <summary>What the servers of the trial do. The good ones among them are called <c>good</c> and a number.</summary>
internal static class ServerMisbehaviours
{
    private static readonly BenchmarkFailureReason[] None = [];
    private static readonly BenchmarkFailureReason[] NotReady = [BenchmarkFailureReason.ServerNotReady];
    private static readonly BenchmarkFailureReason[] Exits = [BenchmarkFailureReason.ServerExited, BenchmarkFailureReason.ServerNotReady];
    private static readonly BenchmarkFailureReason[] Ill = [BenchmarkFailureReason.ServerUnhealthy, BenchmarkFailureReason.ServerNotReady];

    public static IReadOnlyList<Misbehaviour> All(int megabytes, int unusedPort) =>
        [
            Of(
                "out-of-gpu-memory",
                NotReady,
                ("say", "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB."),
                ("then_lines", 60),
                ("exit", 1)
            ),
            Of("no-kv-cache", NotReady, ("say", "ValueError: No available memory for the cache blocks."), ("then_lines", 60), ("exit", 1)),
            Of("killed-at-start", NotReady, ("kill_itself", true)),
            Of("exit-0-at-start", NotReady, ("exit", 0)),
            Of("hang-before-ready", NotReady, ("not_ready", -1)) with
            {
                KeepsWaiting = true,
            },
            Of("listen-elsewhere", NotReady, ("listen_elsewhere", unusedPort)) with
            {
                KeepsWaiting = true,
            },
            Of("hang-once-ready", Ill, ("work", "hang"), ("ignore_sigterm", true)) with
            {
                KeepsWaiting = true,
            },
            Of("lose-worker", Ill, ("work", "lose-worker")) with
            {
                KeepsWaiting = true,
            },
            Of("answer-errors", [BenchmarkFailureReason.NothingCompleted], ("work", "error")),
            Of("die-in-run", Exits, ("work", "die")),
            Of("exit-0-in-run", Exits, ("work", "leave")),
            Of("errors-in-resets", None, ("reset_status", 500)),
            Of("hang-in-resets", None, ("hang_resets", true)) with
            {
                KeepsWaiting = true,
            },
            Of("flood", None, ("flood", megabytes / 2)),
            Of("endless-line", None, ("endless_line", megabytes)),
            Of("garbage", None, ("garbage", true)),
        ];

    private static Misbehaviour Of(
        string name,
        IReadOnlyList<BenchmarkFailureReason> reasons,
        params (string Key, ParameterValue Value)[] options
    ) => new(name, reasons) { Options = options };
}
