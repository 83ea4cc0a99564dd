using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>Chooses the loads of a scan, which measures a server from one request at a time to all at once. It needs no SLA.
/// Pure.</summary>
/// <remarks>
/// The levels of vLLM's <c>bench sweep serve_workload</c>: a serial run, a batch run, and evenly spaced whole numbers between what both
/// reached.
/// </remarks>
internal sealed class LoadScan
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="variable">The load variable.</param>
    /// <param name="prompts">The prompts of a run: as many are in flight in the batch run.</param>
    /// <param name="iterations">The number of levels, at least 2. The default is 10.</param>
    /// <exception cref="InvalidInputException">A number is too small, or the variable is one of the host's own.</exception>
    public LoadScan(LoadVariable variable, int prompts, int iterations = 10)
    {
        ArgumentNullException.ThrowIfNull(variable);
        Variable = variable.IsBuiltIn ? variable : throw new InvalidInputException(FindVariableProblem(variable)!);
        Prompts =
            prompts >= 1
                ? prompts
                : throw new InvalidInputException($"Load scan: the number of prompts is {prompts}: it must be at least 1.");
        Iterations =
            iterations >= 2
                ? iterations
                : throw new InvalidInputException($"Load scan: the number of levels is {iterations}: it must be at least 2.");
    }

    /// <summary>Gets the load variable.</summary>
    public LoadVariable Variable { get; }

    /// <summary>Gets the prompts of a run.</summary>
    public int Prompts { get; }

    /// <summary>Gets the number of levels.</summary>
    public int Iterations { get; }

    /// <summary>Gets the first level: one request at a time.</summary>
    public LoadScanLevel Serial => new(Variable, 1, 1);

    /// <summary>Gets the second level: all requests at once.</summary>
    public LoadScanLevel Batch => new(Variable, Prompts, Prompts);

    /// <summary>Returns the levels between the first two, ascending; none where those reached about the same.</summary>
    /// <param name="serial">The results of the serial level, at least one.</param>
    /// <param name="batch">The results of the batch level, at least one.</param>
    /// <exception cref="InvalidInputException">A result lacks a metric that shows the achieved load.</exception>
    public IReadOnlyList<LoadScanLevel> Between(IEnumerable<ResultDocument> serial, IEnumerable<ResultDocument> batch)
    {
        ArgumentNullException.ThrowIfNull(serial);
        ArgumentNullException.ThrowIfNull(batch);
        var low = Math.Ceiling(serial.Average(Estimate));
        var high = Math.Floor(batch.Average(Estimate));
        // A level between is run without a limit of its own, but where the variable is that limit the two ends were run already.
        double[] done = Variable.IsWhole ? [1, Prompts] : [];
        return
        [
            .. Enumerable
                .Range(1, Iterations - 2)
                .Select(i => Math.Round(low + ((high - low) * i / (Iterations - 1)), MidpointRounding.ToEven))
                .Where(load => load >= 1 && !done.Contains(load))
                .Distinct()
                .Order()
                .Select(load => new LoadScanLevel(Variable, load, null)),
        ];
    }

    /// <summary>Returns why a variable cannot be scanned; null if it can.</summary>
    internal static string? FindVariableProblem(LoadVariable variable) =>
        variable.IsBuiltIn
            ? null
            : $"Load scan: {variable} cannot be scanned, because no result says how much of it a server carried; scan request_rate or max_concurrency, or search over {variable}.";

    private double Estimate(ResultDocument document) =>
        LoadEstimate.TryFind(document, Variable.Name, out var load) && double.IsFinite(load)
            ? load
            : throw new InvalidInputException(
                $"Load scan: the result does not give the {Variable.Name} that the server carried; it needs request_throughput{(Variable.IsWhole ? " and mean_e2el_ms" : "")}."
            );
}

/// <summary>One level of a load scan.</summary>
/// <param name="Variable">The load variable.</param>
/// <param name="Load">The load: a whole number.</param>
/// <param name="MaxConcurrency">The most requests in flight; null: not limited by the scan.</param>
internal sealed record LoadScanLevel(LoadVariable Variable, double Load, int? MaxConcurrency)
{
    /// <summary>Lays the level over a case's benchmark parameters.</summary>
    /// <param name="parameters">The parameters of the case.</param>
    public ParameterSet ApplyTo(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var limited = MaxConcurrency is { } limit ? parameters.With(ResultKeys.MaxConcurrency, (long)limit) : parameters;
        return limited.With(Variable.Name, (long)Load);
    }

    /// <summary>Returns the level as text, such as <c>request_rate=16</c>, or <c>request_rate=1 max_concurrency=1</c>.</summary>
    public override string ToString() =>
        MaxConcurrency is { } limit && !Variable.IsWhole
            ? string.Create(CultureInfo.InvariantCulture, $"{Variable}={Load} {ResultKeys.MaxConcurrency}={limit}")
            : string.Create(CultureInfo.InvariantCulture, $"{Variable}={Load}");
}
