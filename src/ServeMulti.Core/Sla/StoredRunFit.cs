using System.Globalization;
using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>Returns whether a run that was made before, perhaps under other rules, is one that a search would make now.</summary>
internal static class StoredRunFit
{
    /// <summary>The field with the requested number of prompts, if the benchmark reports another number.</summary>
    public const string AskedField = "asked_num_prompts";

    /// <summary>Returns why a stored run does not count; null if it counts, or does not state its number of prompts.</summary>
    public static string? FindProblem(RunFigures figures, SlaRunRequest request, bool isFixed)
    {
        var asked = RunFigures.Find(figures.Document, AskedField);
        var prompts = double.IsFinite(asked) ? asked : RunFigures.Find(figures.Document, ResultKeys.NumPrompts);
        var isOther = isFixed ? prompts != request.Prompts : prompts < request.Prompts;
        return double.IsFinite(prompts) && isOther
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"It was made under other rules: it has {prompts:0} prompts, and {request.Prompts} are needed."
            )
            : null;
    }
}
