using System.Diagnostics;
using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Sweeping;

namespace ServeMulti.FaultLab.Misbehave;

/// <summary>A run that ended.</summary>
internal sealed record EndedRun(string Server, string Benchmark, BenchmarkFailure? Failure, TimeSpan Time);

/// <summary>Writes down what each server and each benchmark of a sweep cost: runs, starts and time.</summary>
internal sealed class CostBook : IProgress<SweepEvent>
{
    private readonly List<EndedRun> _runs = [];
    private readonly Dictionary<string, (int Starts, long Begun, long Ended)> _servers = [];
    private long _runBegun;

    public IReadOnlyList<EndedRun> Runs => _runs;

    public void Report(SweepEvent value)
    {
        var now = Stopwatch.GetTimestamp();
        switch (value)
        {
            case RunStarted:
                _runBegun = now;
                break;
            case RunFinished finished:
                _runs.Add(
                    new(ServerOf(finished.Case), finished.Case.Case.BenchParameters.Name!, null, Stopwatch.GetElapsedTime(_runBegun, now))
                );
                break;
            case RunFailed failed:
                _runs.Add(
                    new(
                        ServerOf(failed.Case),
                        failed.Case.Case.BenchParameters.Name!,
                        failed.Failure,
                        Stopwatch.GetElapsedTime(_runBegun, now)
                    )
                );
                break;
            case ServerStarting starting:
                var name = starting.Server.Parameters.Name!;
                var known = _servers.GetValueOrDefault(name, (0, now, now));
                _servers[name] = (known.Item1 + 1, known.Item2, now);
                break;
            case ServerStopped stopped when _servers.TryGetValue(stopped.Server.Parameters.Name!, out var entry):
                _servers[stopped.Server.Parameters.Name!] = entry with { Ended = now };
                break;
            case ServerLost lost when _servers.TryGetValue(lost.Server.Parameters.Name!, out var entry):
                _servers[lost.Server.Parameters.Name!] = entry with { Ended = now };
                break;
        }
    }

    public IEnumerable<string> ToTable() =>
        [
            Row("server", "runs", "lost", "starts", "s", "reasons"),
            .. _runs
                .GroupBy(run => run.Server)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group =>
                    Row(
                        group.Key,
                        Number(group.Count()),
                        Number(group.Count(run => run.Failure is not null)),
                        Number(_servers[group.Key].Starts),
                        Seconds(Stopwatch.GetElapsedTime(_servers[group.Key].Begun, _servers[group.Key].Ended)),
                        Reasons(group)
                    )
                ),
            "",
            Row("benchmark", "runs", "lost", "", "s/run", "reasons (good servers alone)"),
            .. _runs
                .Where(run => run.Server.StartsWith("good", StringComparison.Ordinal))
                .GroupBy(run => run.Benchmark)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group =>
                    Row(
                        group.Key,
                        Number(group.Count()),
                        Number(group.Count(run => run.Failure is not null)),
                        "",
                        Seconds(group.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Time) / group.Count()),
                        Reasons(group)
                    )
                ),
        ];

    private static string ServerOf(PlannedCase planned) => planned.Case.ServeParameters.Name!;

    private static string Reasons(IEnumerable<EndedRun> runs) =>
        string.Join(
            ", ",
            runs.Where(run => run.Failure is not null)
                .GroupBy(run => run.Failure!.Cause is { } cause ? $"{run.Failure.Reason} ({cause})" : run.Failure.Reason.ToString())
                .Select(group => $"{group.Count()} {group.Key}")
        );

    private static string Row(string name, string runs, string lost, string starts, string seconds, string reasons) =>
        $"  {name, -20}{runs, 6}{lost, 6}{starts, 8}{seconds, 8}  {reasons}".TrimEnd();

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
