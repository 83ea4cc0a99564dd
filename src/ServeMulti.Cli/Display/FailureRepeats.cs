using System.Globalization;
using System.Text.RegularExpressions;

namespace ServeMulti.Cli.Display;

/// <summary>Recognises failures that have the cause of an earlier one, so that a cause is described once. Not thread-safe.</summary>
internal sealed partial class FailureRepeats
{
    private readonly Dictionary<string, Cause> _causes = new(StringComparer.Ordinal);

    /// <summary>Counts a failure, and describes it by the first one of the same cause; null if it is the first.</summary>
    /// <param name="name">What failed.</param>
    /// <param name="message">Why.</param>
    /// <param name="label">How its line begins, so that it can be found.</param>
    public string? Add(string name, string message, string label)
    {
        var key = KeyOf(message, name);
        if (_causes.TryGetValue(key, out var cause))
        {
            cause.Count++;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"FAILED for the same reason as {cause.First} ({cause.Count} failures so far)"
            );
        }

        _causes.Add(key, new Cause(label));
        return null;
    }

    /// <summary>Returns a text that is the same for messages of one cause: without numbers (process ids, times) and without the name of
    /// what failed, which is part of the paths of its files.</summary>
    public static string KeyOf(string message, string name) =>
        Number().Replace(Path().Replace(message.Replace(name, "", StringComparison.Ordinal), "/"), "#");

    [GeneratedRegex(@"\d+(\.\d+)*")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<=^|[\s'""(=])/[^\s'"")]*")]
    private static partial Regex Path();

    private sealed class Cause(string first)
    {
        public string First { get; } = first;

        public int Count { get; set; } = 1;
    }
}
