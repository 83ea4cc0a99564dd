using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>Tells whether the load generator, not the server, was the limit of a run: such a run is no measurement of the server.</summary>
internal static class ClientLimit
{
    /// <summary>Says how the load generator was the limit, as a sentence; null where it was not.</summary>
    public static string? Find(ResultDocument document) =>
        RunRemarks.Of(document).FirstOrDefault(remark => remark.Kind == RunRemarkKind.ClientLimited)?.Text is { Length: > 0 } text
            ? $"{char.ToUpperInvariant(text[0])}{text[1..]}."
            : null;
}
