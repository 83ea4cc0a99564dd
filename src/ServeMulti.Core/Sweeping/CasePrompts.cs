using System.Globalization;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>How many prompts a run of a case has where nobody says otherwise.</summary>
internal static class CasePrompts
{
    public const string Key = "num_prompts";

    /// <summary>What <c>vllm bench serve</c> sends.</summary>
    private const int CommandDefault = 1000;

    /// <summary>Finds the <c>num_prompts</c> of the benchmark parameters or the command, else the default of a command; null where there is no command.</summary>
    public static int? Find(BenchmarkCase benchmarkCase)
    {
        if (benchmarkCase.BenchParameters.TryFind(Key, out var value) && Parse(value.Text) is { } varied)
        {
            return varied;
        }

        return benchmarkCase.BenchCommand is not { } command ? null
            : command.TryFindOption(Key, out var text) ? Parse(text) ?? CommandDefault
            : CommandDefault;
    }

    private static int? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var prompts) && prompts > 0 ? prompts : null;
}
