using System.Diagnostics;
using System.Globalization;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Large input for every reader, of a size and of four times that size: the work must grow with the size, and no faster.</summary>
internal static class LargeTrial
{
    // Below this a time is noise.
    private static readonly TimeSpan Notable = TimeSpan.FromSeconds(1);

    private const int Factor = 4;

    // Four times the input is four times the work; a square of it would be sixteen times. What lies between is collected garbage and other
    // programs.
    private const double MostGrowth = 9;

    private const int Attempts = 3;

    public static Trial Trial { get; } =
        new(
            "large-input",
            new Dictionary<string, string> { ["--bytes"] = "1000000", ["--only"] = "" },
            "gives every reader input of a size and of four times that size, and compares the time and the memory",
            RunAsync
        );

    private static Task<TrialOutcome> RunAsync(TrialArguments arguments, CancellationToken cancellationToken)
    {
        var outcome = TrialOutcome.Held;
        foreach (var target in FuzzTrial.Choose(arguments.Text("--only")))
        {
            foreach (var shape in target.Large)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Console.Write($"{target.Name, -16} {shape.Name, -18}");
                var (small, large) = (
                    MeasureBest(target, shape.Make(arguments.Number("--bytes"))),
                    MeasureBest(target, shape.Make(Factor * arguments.Number("--bytes")))
                );
                var isLinear = large.Time < Notable || large.Time < MostGrowth * small.Time;
                var isBounded = large.Allocated < MostGrowth * small.Allocated + target.FixedAllocation;
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{small.Time.TotalMilliseconds, 8:0} ms {large.Time.TotalMilliseconds, 8:0} ms {small.Allocated / 1e6, 8:0.0} MB {large.Allocated / 1e6, 8:0.0} MB  {small.Outcome}{(isLinear && isBounded ? "" : "  GROWS FASTER")}"
                    )
                );
                outcome = isLinear && isBounded && small.Holds && large.Holds ? outcome : TrialOutcome.Broken;
            }
        }

        return Task.FromResult(outcome);
    }

    private static Measurement MeasureBest(FuzzTarget target, byte[] input) =>
        Enumerable.Range(0, Attempts).Select(_ => Measure(target, input)).MinBy(measurement => measurement.Time)!;

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
