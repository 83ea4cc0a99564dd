using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>Which configurations, and which cases, of two builds are the same.</summary>
internal sealed class ConfigurationKeys
{
    private readonly HashSet<string> _ignored;
    private readonly Func<ParameterSet, ParameterSet> _baselineOf;

    public ConfigurationKeys(ComparedBuild baseline, ComparedBuild current, ExperimentComparisonOptions options)
    {
        _ignored = [.. options.IgnoredParameters.Select(Normalize)];
        _baselineOf = options.BaselineOf ?? (FindOnly(baseline) is { } only && FindOnly(current) is not null ? _ => only : set => set);
    }

    /// <summary>Returns the key of a case of the baseline, without its load.</summary>
    public (string Configuration, string Workload) OfBaseline(BenchmarkCase one) =>
        (KeyOf(one.ServeParameters), KeyOf(one.BenchParameters));

    /// <summary>Returns the key of the case of the baseline that a current one is compared with, without its load.</summary>
    /// <exception cref="InvalidInputException">The mapping of the options returned null.</exception>
    public (string Configuration, string Workload) OfCurrent(BenchmarkCase one) =>
        (
            KeyOf(
                _baselineOf(one.ServeParameters)
                    ?? throw new InvalidInputException(
                        $"The mapping of configurations returned null for {one.ServeParameters}. Return the set of the baseline."
                    )
            ),
            KeyOf(one.BenchParameters)
        );

    private ParameterSet? FindOnly(ComparedBuild build)
    {
        ParameterSet[] sets =
        [
            .. build
                .Runs.Select(run => run.Case.ServeParameters)
                .Concat(build.Answers.Select(answer => answer.Case.ServeParameters))
                .DistinctBy(KeyOf),
        ];
        return sets is [var only] ? only : null;
    }

    private string KeyOf(ParameterSet set)
    {
        if (_ignored.Count == 0)
        {
            return set.Name is { } name ? "name " + name : set.Canonical;
        }

        // A name says which parameters a set has, those to leave out included.
        return new ParameterSet(set.Where(pair => !_ignored.Contains(Normalize(pair.Key)))).Canonical;
    }

    private static string Normalize(string key) => key.TrimStart('-').Replace('-', '_');
}
