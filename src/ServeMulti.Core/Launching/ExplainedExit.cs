using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Launching;

/// <summary>Why a server exited.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Line">The line of output that shows it; null where something else does.</param>
internal sealed record ExplainedExit(ServerFailureCause Cause, string? Line)
{
    private const int LongestLine = 300;

    /// <summary>Words the cause, to follow what happened: <c>: out of GPU memory (torch.OutOfMemoryError: ...). Lower ...</c></summary>
    public static string Describe(ExplainedExit? exit) =>
        exit is null
            ? ""
            : $": {exit.Cause.Name}{(exit.Line is null ? "" : $" ({Excerpt.OneLine(PlainText.Of(exit.Line), LongestLine)})")}. {exit.Cause.Advice}";
}
