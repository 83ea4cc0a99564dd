using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;

namespace ServeMulti.Testing.Gates;

/// <summary>Gates for tests: whether this build sustains a load within an SLA, and whether it has regressed. They measure and judge; what
/// to do with a verdict is the test's own.</summary>
/// <example>
/// <code>
/// var gate = await PerformanceGate.SustainsAsync(ServiceLevel.Parse("p99_e2el_ms&lt;=500"), LoadVariable.RequestRate, 40, MeasureAsync);
/// Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Passed), gate.Message);
/// </code>
/// </example>
public static class PerformanceGate
{
    /// <summary>Finds whether a server sustains a load within an SLA: runs the benchmark until that is sure either way.</summary>
    /// <remarks>
    /// <para>
    /// Each run meets the SLA or misses it. The gate passes as soon as the runs that meet it are three more than those that miss it, and
    /// fails where it is the other way round; most often after three runs. It is inconclusive where
    /// <see cref="SlaGateOptions.MaxRuns"/> do not tell, where two runs in a row give no result, and where they cannot be judged, because a
    /// metric is missing or the load generator was the limit.
    /// </para>
    /// <para>
    /// This is Wald's sequential probability ratio test (Annals of Mathematical Statistics 16, 1945) of "four of five runs meet the SLA"
    /// against "one of five does", with errors of at most 5 %.
    /// </para>
    /// </remarks>
    /// <param name="level">The SLA.</param>
    /// <param name="variable">What the load is.</param>
    /// <param name="load">The load, in the variable's unit: above 0, and whole where the variable is.</param>
    /// <param name="measure">Runs the benchmark once; a run that fails is a result too, an exception ends the gate.</param>
    /// <param name="options">How to measure; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the gate.</param>
    /// <exception cref="InvalidInputException">The load, an option or the SLA is out of range; one line per problem.</exception>
    /// <exception cref="OperationCanceledException">The gate was cancelled.</exception>
    public static Task<GateResult> SustainsAsync(
        ServiceLevel level,
        LoadVariable variable,
        double load,
        Func<SlaRunRequest, CancellationToken, Task<BenchmarkResult>> measure,
        SlaGateOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(level);
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(measure);
        options ??= new();
        options.Check();
        if (level.FindProblems() is { Count: > 0 } problems)
        {
            throw new InvalidInputException(problems);
        }

        if (!double.IsFinite(load) || load <= 0 || (variable.IsWhole && load != Math.Floor(load)))
        {
            throw new InvalidInputException(
                FormattableString.Invariant(
                    $"Gate: the {variable} is {load}: it must be a {(variable.IsWhole ? "whole " : "")}number above 0."
                )
            );
        }

        return new SlaGate(level, variable, load, measure, options).RunAsync(cancellationToken);
    }

    /// <summary>Finds whether a server sustains a load within an SLA, by a benchmark runner; otherwise as the overload with a
    /// delegate.</summary>
    /// <param name="level">The SLA.</param>
    /// <param name="variable">What the load is.</param>
    /// <param name="load">The load, in the variable's unit: above 0, and whole where the variable is.</param>
    /// <param name="runner">Executes the benchmark.</param>
    /// <param name="benchmark">The benchmark without the load; load and <c>num_prompts</c> are laid over its command and parameters for
    /// each run.</param>
    /// <param name="options">How to measure; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the gate.</param>
    /// <exception cref="InvalidInputException">The load, an option or the SLA is out of range; one line per problem.</exception>
    /// <exception cref="OperationCanceledException">The gate was cancelled.</exception>
    public static Task<GateResult> SustainsAsync(
        ServiceLevel level,
        LoadVariable variable,
        double load,
        IBenchmarkRunner runner,
        BenchmarkRequest benchmark,
        SlaGateOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(benchmark);
        return SustainsAsync(level, variable, load, MeasureAsync, options, cancellationToken);

        Task<BenchmarkResult> MeasureAsync(SlaRunRequest run, CancellationToken token) =>
            runner.RunAsync(
                benchmark with
                {
                    Command = benchmark.Command?.With(run.ApplyTo(ParameterSet.Empty)),
                    Parameters = run.ApplyTo(benchmark.Parameters),
                    RunNumber = run.RunNumber,
                },
                token
            );
    }

    /// <summary>Finds whether a build has regressed against a baseline.</summary>
    /// <remarks>
    /// It is <see cref="ExperimentComparison"/> as a gate: it fails where anything regressed, and passes where it is known that nothing did.
    /// It is inconclusive where the runs do not tell, and where the two were measured on unlike machines: other processors, memory, GPUs,
    /// clocks or container limits.
    /// </remarks>
    /// <param name="baseline">The experiment of the build before: its folder, or a file that
    /// <see cref="StoredExperiment.PackAsync"/> wrote.</param>
    /// <param name="current">The folder of the experiment of the build to judge.</param>
    /// <param name="options">What is compared, and what counts as a relevant difference; null: the defaults.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">An experiment cannot be read.</exception>
    /// <exception cref="InvalidInputException">An option is out of range, or the experiments cannot be compared.</exception>
    public static async Task<GateResult> HasNotRegressedAsync(
        string baseline,
        string current,
        ExperimentComparisonOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(baseline);
        ArgumentException.ThrowIfNullOrEmpty(current);
        return await RegressionGate
            .JudgeAsync(
                await StoredExperiment.ReadAsync(baseline, cancellationToken).ConfigureAwait(false),
                await StoredExperiment.ReadAsync(current, cancellationToken).ConfigureAwait(false),
                options,
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
