using System.Diagnostics;
using System.Globalization;
using ServeMulti.FaultLab.Fuzz.Targets;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Hostile input for every reader, as long as one likes.</summary>
internal static class FuzzTrial
{
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(30);

    public static Trial Trial { get; } =
        new(
            "fuzz",
            new Dictionary<string, string>
            {
                ["--seconds"] = "60",
                ["--seed"] = "1",
                ["--only"] = "",
                ["--save"] = "fuzz-failures.txt",
            },
            "gives hostile input to every reader: parsers, files, answers of servers",
            RunAsync
        );

    private static Task<TrialOutcome> RunAsync(TrialArguments arguments, CancellationToken cancellationToken)
    {
        var targets = Choose(arguments.Text("--only"));
        var share = TimeSpan.FromSeconds((double)arguments.Number("--seconds") / targets.Count);
        var outcome = TrialOutcome.Held;
        foreach (var target in targets)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var run = new FuzzRun(target, arguments.Number("--seed"));
            using var watch = new Watch(target, run, arguments.Text("--save"));
            var clock = Stopwatch.StartNew();
            var failure = run.Run(_ => clock.Elapsed < share && !cancellationToken.IsCancellationRequested);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{target.Name, -16} {run.Inputs, 9} inputs {run.Inputs / clock.Elapsed.TotalSeconds, 9:0}/s {run.Outcomes, 5} outcomes  {(failure is null ? "held" : "BROKEN")}"
                )
            );
            if (failure is not null)
            {
                outcome = TrialOutcome.Broken;
                Save(failure.ToString(), arguments.Text("--save"));
            }
        }

        return Task.FromResult(outcome);
    }

    /// <exception cref="ArgumentException">There is no target of a name.</exception>
    public static IReadOnlyList<FuzzTarget> Choose(string only)
    {
        var names = only.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length == 0
            ? AllTargets.List
            :
            [
                .. names.Select(name =>
                    AllTargets.List.FirstOrDefault(target => target.Name == name)
                    ?? throw new ArgumentException($"There is no target \"{name}\"; there are: {string.Join(", ", AllTargets.List)}.")
                ),
            ];
    }

    private static void Save(string failure, string path)
    {
        Console.WriteLine(failure);
        File.AppendAllText(path, failure + Environment.NewLine);
    }

    /// <summary>Says which input hangs, and ends the process: nothing else can end the reading.</summary>
    private sealed class Watch(FuzzTarget target, FuzzRun run, string path) : IDisposable
    {
        private readonly Timer _timer = new(
            _ =>
            {
                if (run.Current is { } current && Stopwatch.GetElapsedTime(current.Since) > LongestInput)
                {
                    Save(
                        new FuzzFailure(
                            target,
                            0,
                            current.Input,
                            new BrokenLawException($"It was not read within {LongestInput.TotalSeconds} s.")
                        ).ToString(),
                        path
                    );
                    Environment.Exit(2);
                }
            },
            null,
            LongestInput / 3,
            LongestInput / 3
        );

        public void Dispose() => _timer.Dispose();
    }
}
