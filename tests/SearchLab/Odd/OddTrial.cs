using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Odd;

/// <summary>One search of an odd case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Seed">The server's seed.</param>
/// <param name="Truth">Where the answer should be; NaN where there is none.</param>
/// <param name="Result">What came out.</param>
/// <param name="Level">The SLA.</param>
internal sealed record OddTrial(OddCase Case, long Seed, double Truth, SlaSearchResult Result, ServiceLevel Level)
{
    /// <summary>An answer may be this much above the truth, as a share; short runs at one load cannot tell more.</summary>
    private const double MostAbove = 0.08;

    /// <summary>An answer may be this much below the truth.</summary>
    private const double MostBelow = 0.15;

    /// <summary>An answer at capacity may be this much above it.</summary>
    private const double MostAboveCapacity = 0.02;

    /// <summary>A limit missed by this much is missed whatever the noise, as a logarithm.</summary>
    private const double ClearlyMissed = 0.3;

    private const int DefaultLongRun = 100_000;

    public bool IsRight => Problem is null;

    /// <summary>Gets what is wrong, in a few words; null: nothing.</summary>
    public string? Problem =>
        Case.Answer == OddAnswer.NearTruth && double.IsNaN(Truth) ? (Result.Load is null ? null : "a load where none passes")
        : !Case.Outcomes.Contains(Result.Outcome) ? $"outcome {Result.Outcome}"
        : Case.Binds is { } metric && Result.Binding?.Criterion?.Metric != metric ? $"bound by {Result.Binding?.Text ?? "nothing"}"
        : Case.Answer == OddAnswer.None ? (Result.Load is null ? null : "a load")
        : Result.Load is not { } load ? "no load"
        : load > Truth * (1 + (Case.Answer == OddAnswer.NearTruth ? MostAbove : MostAboveCapacity)) && !IsNextInFlight(load) ? "too large"
        : load < Truth * (1 - MostBelow) && !IsNextInFlight(load) ? "too small"
        : Case.IsFlagged && !Result.IsNonMonotone && SawLowerLoadFail ? "not flagged"
        : null;

    public static OddTrial Play(
        OddCase odd,
        long seed,
        Noise noise,
        SlaSearchMethod method = SlaSearchMethod.Adaptive,
        int longRun = DefaultLongRun
    )
    {
        (var server, var end) = odd.Draw(seed, longRun);
        var level = ServiceLevel.Parse(odd.Level(server));
        var options = new SlaSearchOptions { Method = method };
        options = end is { } most ? options with { MaxLoad = Math.Round(most, 2) } : options;
        var benchmark = server.Start(noise, seed);
        var searcher = new SlaSearcher(
            odd.Variable,
            (run, _) => Task.FromResult(BenchmarkResult.Success(benchmark.Measure(!odd.Variable.IsWhole, run.Load, run.Prompts))),
            options
        );

        // A simulated run ends at once, so there is nothing to wait for.
        var result = searcher.SearchAsync(level).GetAwaiter().GetResult();
        var truth = odd.Answer switch
        {
            OddAnswer.None => double.NaN,
            OddAnswer.NearCapacity => server.Capacity,
            OddAnswer.EndOfRange => options.MaxLoad,
            _ => server.FindEdge(level),
        };
        return new(odd, seed, truth, result, level);
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Case.Name}, seed {Seed}: {Problem ?? "right"}; {Level}, truth {Truth:0.00}, answer {Result.Load:0.00}; {Result}"
        );

    private bool SawLowerLoadFail => Result.Probes.Any(p => p.Load < Result.Passing && p.Verdict.Checks.Any(c => c.Margin > ClearlyMissed));

    private bool IsNextInFlight(double load) => Case.Variable.IsWhole && Math.Abs(load - Truth) <= 1;
}
