using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>Works out which case a folder without <c>case.json</c> holds, from its name and from the parameters that its runs state. The
/// commands stay unknown.</summary>
internal static class UnverifiedCase
{
    private const string Benchmark = "BENCH";

    private static readonly HashSet<string> BenchmarkKeys = new(StringComparer.Ordinal)
    {
        ResultKeys.RequestRate,
        ResultKeys.MaxConcurrency,
        ResultKeys.NumPrompts,
    };

    /// <summary>Makes the case, without a load.</summary>
    /// <param name="path">The path of the folder, with <c>/</c>; the part with <c>BENCH</c> in it says which parameters are the
    /// benchmark's.</param>
    /// <param name="run">One of its runs; null where there is none.</param>
    /// <param name="loadVariable">The load variable of the run, which is no parameter of the case; null where there is none.</param>
    public static BenchmarkCase From(string path, RunObject? run, string? loadVariable)
    {
        var named = path.Split('/').LastOrDefault(part => part.Contains(Benchmark, StringComparison.Ordinal)) ?? Benchmark;
        var benchmarkPart = named[named.IndexOf(Benchmark, StringComparison.Ordinal)..];
        var (serve, bench) = (ParameterSet.Empty, ParameterSet.Empty);
        foreach (var (name, value) in run?.Parameters ?? [])
        {
            var (side, key) = SplitName(name);
            if ((loadVariable is not null && OptionKey.AreSame(key, loadVariable)) || !TryRead(key, value, out var parameter))
            {
                continue;
            }

            if (
                side == "bench"
                || (side.Length == 0 && (BenchmarkKeys.Contains(key) || benchmarkPart.Contains($"-{key}=", StringComparison.Ordinal)))
            )
            {
                bench = bench.With(key, parameter);
            }
            else
            {
                serve = serve.With(key, parameter);
            }
        }

        return new BenchmarkCase { ServeParameters = serve, BenchParameters = bench };
    }

    /// <summary>Splits <c>serve:name</c> and <c>bench:name</c>, which name parameters that are called like a field that was
    /// measured.</summary>
    private static (string Side, string Key) SplitName(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", name) : (name[..colon], name[(colon + 1)..]);
    }

    private static bool TryRead(string key, JsonElement value, out ParameterValue parameter)
    {
        try
        {
            parameter = ParameterValue.FromJson(value);
            return ParameterCheck.FindProblem(key, parameter) is null;
        }
        catch (InvalidInputException)
        {
            // Null, or text that no command line can hold: no parameter of a sweep has it.
            parameter = "";
            return false;
        }
    }
}
