using System.Buffers;
using System.Globalization;
using System.Text;

namespace ServeMulti.Results;

/// <summary>The rules for the name of an experiment: one folder name that is valid on Windows, macOS and Linux alike.</summary>
public static class ExperimentName
{
    private const int MaximumBytes = 200;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"/\\|?*");
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>Makes a name from the local time, such as <c>20261124_061013</c>.</summary>
    /// <param name="timeProvider">The clock.</param>
    public static string FromTime(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        return timeProvider.GetLocalNow().ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);
    }

    /// <summary>Tells what is wrong with a name.</summary>
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

        var index = name.AsSpan().IndexOfAny(Forbidden);
        if (index >= 0)
        {
            return name[index] is '/' or '\\' or ':'
                ? $"'{name[index]}' would leave the output folder or name more than one folder"
                : $"'{name[index]}' cannot be part of a folder's name everywhere";
        }

        if (name.Any(char.IsControl))
        {
            return "it holds a control character";
        }

        if (name[^1] is '.' or ' ' || name[0] == ' ')
        {
            return "it begins or ends with a space, or ends with a dot";
        }

        return Encoding.UTF8.GetByteCount(name) > MaximumBytes
            ? $"it is longer than {MaximumBytes} bytes"
            : IsDevice(name.Split('.')[0].TrimEnd()) ? "it is the name of a device on Windows" : null;
    }

    private static bool IsDevice(string stem) =>
        Devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
        || (stem.Length == 4
            && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase))
            && char.IsAsciiDigit(stem[3]));

    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
