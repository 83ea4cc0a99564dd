using System.Buffers;
using System.Globalization;
using ServeMulti.Cases;

namespace ServeMulti.Results;

/// <summary>The rules for the name of an experiment: one folder name that is valid on Windows, macOS and Linux alike.</summary>
internal static class ExperimentName
{
    private const int MaximumBytes = 200;

    private static readonly SearchValues<char> Separators = SearchValues.Create("/\\:");

    /// <summary>Makes a name from the local time, such as <c>20261124_061013</c>.</summary>
    /// <param name="timeProvider">The clock.</param>
    public static string FromTime(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        return timeProvider.GetLocalNow().ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);
    }

    /// <summary>Finds what is wrong with a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The problem, as one line; null for a good name.</returns>
    public static string? FindProblem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return FindReason(name) is { } reason
            ? $"Experiment name '{Printable(name)}': {reason}; give the name of one folder within the output folder."
            : null;
    }

    private static string? FindReason(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "it is empty";
        }

        if (name is "." or "..")
        {
            return "it leaves the output folder";
        }

        if (name.AsSpan().IndexOfAny(Separators) >= 0)
        {
            return $"'{name[name.AsSpan().IndexOfAny(Separators)]}' would leave the output folder or name more than one folder";
        }

        return PathSegment.CountBytes(name) > MaximumBytes ? $"it is longer than {MaximumBytes} bytes"
            : PathSegment.IsValid(name) ? null
            : "it is not a valid name of a folder on Windows, macOS and Linux alike";
    }

    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
