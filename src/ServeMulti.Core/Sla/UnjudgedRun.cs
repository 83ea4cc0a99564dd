using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>Returns whether a run cannot judge its server: the load generator was the limit, or other tokens came than requested.</summary>
internal static class UnjudgedRun
{
    /// <summary>Returns why a run cannot judge its server, as a sentence; null if it can.</summary>
    public static string? FindReason(ResultDocument document) =>
        RunRemark.Of(document).FirstOrDefault(remark => remark.CannotJudge)?.Text is { Length: > 0 } text
            ? $"{char.ToUpperInvariant(text[0])}{text[1..]}."
            : null;

    /// <summary>Returns what to change, as a sentence.</summary>
    public static string Advise(ResultDocument document) =>
        RunRemark.Of(document).FirstOrDefault(remark => remark.CannotJudge)?.Kind switch
        {
            RunRemarkKind.OutputTokensDiffer =>
                "Make the server honor ignore_eos and max_tokens, or let the model choose the length of its answers (--no-ignore-eos).",
            RunRemarkKind.InputTokensDiffer => "Make the server accept the whole prompt: use shorter prompts, or a longer context.",
            _ =>
                "Give the load generator more of the machine or a machine of its own, or search up to a smaller load (MaxLoad, --sla-max).",
        };
}
