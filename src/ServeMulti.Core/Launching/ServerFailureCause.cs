namespace ServeMulti.Launching;

/// <summary>A reason for which servers of a kind end, as data: what they print then, and what to do about it.</summary>
/// <remarks>
/// It is looked for only where a server has exited, among the last 400 lines that it printed: servers go on for a while after the line that
/// names the cause. Of several causes that are found, the first of <see cref="ServerProfile.FailureCauses"/> is reported.
/// </remarks>
/// <example>
/// <code>
/// var profile = ServerProfiles.Vllm with
/// {
///     FailureCauses =
///     [
///         new ServerFailureCause { Name = "no licence", Signs = ["licence server unreachable"], Advice = "Start the licence server." },
///         .. ServerProfiles.Vllm.FailureCauses,
///     ],
/// };
/// </code>
/// </example>
public sealed record ServerFailureCause
{
    // An array: a server may print millions of lines, and an enumerator for each would be garbage.
    private readonly string[] _signs = [];

    /// <summary>Gets the name used in messages and results, such as <c>out of GPU memory</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the pieces of text of which one is in a line that shows this cause; upper and lower case are not
    /// distinguished.</summary>
    public required IReadOnlyList<string> Signs
    {
        get => _signs;
        init => _signs = [.. value];
    }

    /// <summary>Gets what to do next, one line.</summary>
    public required string Advice { get; init; }

    internal bool IsToldBy(string line)
    {
        foreach (var sign in _signs)
        {
            if (line.Contains(sign, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
