using System.Diagnostics;
using System.Globalization;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Large input for every reader, of a size and of twice that size: the work must grow with the size, and no faster.</summary>
internal static class LargeTrial
{
    // Below this a time is noise.
    private static readonly TimeSpan Notable = TimeSpan.FromMilliseconds(300);

    // Twice the input is twice the work; a square of it would be four times.
    private const double MostGrowth = 3.2;

    public static Trial Trial { get; } = new(
        "large-input",
        new Dictionary<string, string> { ["--bytes"] = "2000000", ["--only"] = "" },
        "gives every reader input of a size and of twice that size, and compares the time and the memory",
        RunAsync);

    private static Task<TrialOutcome> RunAsync(TrialArguments arguments, CancellationToken cancellationToken)
    {
        var outcome = TrialOutcome.Held;
        foreach (var target in FuzzTrial.Choose(arguments.Text("--only")))
        {
            foreach (var shape in target.Large)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Console.Write($"{target.Name,-16} {shape.Name,-18}");
                var (once, twice) = (Measure(target, shape.Make(arguments.Number("--bytes"))), Measure(target, shape.Make(2 * arguments.Number("--bytes"))));
                var isLinear = twice.Time < Notable || twice.Time < MostGrowth * once.Time;
                var isBounded = twice.Allocated < MostGrowth * once.Allocated + target.FixedAllocation;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{once.Time.TotalMilliseconds,8:0} ms {twice.Time.TotalMilliseconds,8:0} ms {once.Allocated / 1e6,8:0.0} MB {twice.Allocated / 1e6,8:0.0} MB  {once.Outcome}{(isLinear && isBounded ? "" : "  GROWS FASTER")}"));
                outcome = isLinear && isBounded && once.Holds && twice.Holds ? outcome : TrialOutcome.Broken;
            }
        }

        return Task.FromResult(outcome);
    }

    private static Measurement Measure(FuzzTarget target, byte[] input)
    {
        GC.Collect();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        string outcome;
        var holds = true;
        try
        {
            outcome = target.Try(input);
            outcome = outcome[..Math.Min(40, outcome.Length)];
        }
#pragma warning disable CA1031 // Whatever leaves a target is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            outcome = $"BROKEN: {exception.GetType().Name}: {exception.Message[..Math.Min(200, exception.Message.Length)]}";
            holds = false;
        }

        return new(clock.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before, outcome, holds);
    }

    private sealed record Measurement(TimeSpan Time, long Allocated, string Outcome, bool Holds);
}
