using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.Testing.Gates;

/// <summary>Runs a benchmark at one load until it is sure whether the load is sustained within an SLA.</summary>
internal sealed class SlaGate(
    ServiceLevel level,
    LoadVariable variable,
    double load,
    Func<SlaRunRequest, CancellationToken, Task<BenchmarkResult>> measure,
    SlaGateOptions options
)
{
    /// <summary>A run that gives no result, or cannot judge its server, is made once more.</summary>
    private const int MostTries = 2;

    private readonly SustainedTest _test = new();
    private readonly List<SlaVerdict> _verdicts = [];
    private int _nextRun;

    private string LoadText => string.Create(CultureInfo.InvariantCulture, $"{load:G6} {variable.Unit}");

    public async Task<GateResult> RunAsync(CancellationToken cancellationToken)
    {
        while (_test.IsSustained is null && _test.Runs < options.MaxRuns)
        {
            if (await JudgeRunAsync(cancellationToken).ConfigureAwait(false) is { } problem)
            {
                return Conclude(GateVerdict.Inconclusive, $"inconclusive at {LoadText}: {problem}");
            }
        }

        var evidence = $"{_test.Met} of {_test.Runs} runs at {LoadText} meet {level}{DescribeValues()}";
        return _test.IsSustained switch
        {
            true => Conclude(GateVerdict.Passed, $"passed: {evidence}"),
            false => Conclude(GateVerdict.Failed, $"failed: {evidence}{DescribeMisses()}"),
            null => Conclude(
                GateVerdict.Inconclusive,
                $"inconclusive: {evidence}{DescribeMisses()}. The load is near the edge: ask for less of it, allow more, or make longer runs (RunTime, MinPrompts)."
            ),
        };
    }

    /// <summary>Makes one run that counts; returns why there is none.</summary>
    private async Task<string?> JudgeRunAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var request = new SlaRunRequest(variable, load, Prompts, _nextRun++);
            var result =
                await measure(request, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException(
                    "The measure function returned null: return BenchmarkResult.Failed(...) for a run that failed."
                );
            var verdict =
                result.IsSuccess ? level.Judge(result.Document, options.Rules, variable == LoadVariable.RequestRate ? load : null)
                : result.Failure.Reason == BenchmarkFailureReason.NothingCompleted ? new SlaVerdict { Kind = SlaVerdictKind.Missed }
                : null;
            if (verdict is { Kind: not SlaVerdictKind.Invalid })
            {
                _verdicts.Add(verdict);
                _test.Add(verdict.Kind == SlaVerdictKind.Met);
                return null;
            }

            if (tries == MostTries)
            {
                return verdict?.Problem is { } problem
                    ? $"two runs cannot be judged: {problem}"
                    : $"two runs gave no result: {result.Failure!.Message}";
            }
        }
    }

    private int Prompts
    {
        get
        {
            var wanted =
                variable == LoadVariable.RequestRate ? load * options.RunTime.TotalSeconds
                : variable == LoadVariable.MaxConcurrency ? load * options.PromptsPerConcurrency
                : 0;
            return (int)Math.Min(int.MaxValue, Math.Max(options.MinPrompts, Math.Ceiling(wanted)));
        }
    }

    /// <summary>Lists the values of each criterion, run by run.</summary>
    private string DescribeValues()
    {
        var values = level
            .Select(
                (criterion, place) =>
                    (criterion.Metric, Values: _verdicts.Where(one => one.Checks.Count > place).Select(one => one.Checks[place].Value))
            )
            .Where(one => one.Values.Any())
            .Select(one =>
                $"{one.Metric} {string.Join(", ", one.Values.Select(value => value.ToString("G4", CultureInfo.InvariantCulture)))}"
            )
            .ToArray();
        return values.Length == 0 ? "" : $" ({string.Join("; ", values)})";
    }

    /// <summary>Names what was missed beside the criteria, such as requests that failed.</summary>
    private string DescribeMisses()
    {
        var others = _verdicts
            .Where(one => one.Kind == SlaVerdictKind.Missed && one.Binding?.Kind != SlaBindingKind.Criterion)
            .Select(one => one.Binding?.Text ?? "nothing completed")
            .Distinct()
            .ToArray();
        return others.Length == 0 ? "" : $"; {string.Join(", ", others)}";
    }

    private GateResult Conclude(GateVerdict verdict, string message) => new(verdict, message) { Runs = _test.Runs };
}
