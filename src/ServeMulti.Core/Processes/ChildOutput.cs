namespace ServeMulti.Processes;

/// <summary>Reads the output of children, which may be anybody's: one that returns null wrote nothing.</summary>
internal static class ChildOutput
{
    /// <summary>Returns the last lines.</summary>
    public static IReadOnlyList<string> Of(IChildProcess process) => process.RecentOutput ?? [];

    /// <summary>Returns more of the last lines.</summary>
    /// <param name="process">The child.</param>
    /// <param name="lines">The most lines wanted.</param>
    public static IReadOnlyList<string> Of(IChildProcess process, int lines) => process.ReadRecentOutput(lines) ?? [];
}
