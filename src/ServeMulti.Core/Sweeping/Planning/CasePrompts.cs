using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;

namespace ServeMulti.Sweeping;

/// <summary>How many prompts a run of a case has unless it is set.</summary>
internal static class CasePrompts
{
    /// <summary>What <c>vllm bench serve</c> sends.</summary>
    private const int CommandDefault = 1000;

    /// <summary>Finds the <c>num_prompts</c> of the benchmark parameters or the command, else the default of a command; null where there is
    /// no command.</summary>
    public static int? Find(BenchmarkCase benchmarkCase)
    {
        if (benchmarkCase.BenchParameters.TryFind(ResultKeys.NumPrompts, out var value) && Parse(value.Text) is { } varied)
        {
            return varied;
        }

        return benchmarkCase.BenchCommand is not { } command ? null
            : command.TryFindOption(ResultKeys.NumPrompts, out var text) ? Parse(text) ?? CommandDefault
            : CommandDefault;
    }

    private static int? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var prompts) && prompts > 0 ? prompts : null;
}
