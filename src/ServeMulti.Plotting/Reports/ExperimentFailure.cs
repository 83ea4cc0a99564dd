namespace ServeMulti.Plotting.Reports;

/// <summary>A run without a result.</summary>
/// <param name="Case">The name of the case, from its folder.</param>
/// <param name="RunNumber">The number of the run within its case.</param>
/// <param name="Message">Why there is no result.</param>
public sealed record ExperimentFailure(string Case, int RunNumber, string Message)
{
    /// <summary>Gets the file with the whole output; null if there is none.</summary>
    public string? LogPath { get; init; }

    /// <summary>Gets the last lines of output, oldest first.</summary>
    public IReadOnlyList<string> RecentOutput { get; init; } = [];
}
