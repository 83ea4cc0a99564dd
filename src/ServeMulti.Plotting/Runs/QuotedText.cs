using System.Globalization;

namespace ServeMulti.Plotting.Runs;

/// <summary>Quotes user input for a message: on one line, shortened, with control characters escaped.</summary>
internal static class QuotedText
{
    private const int Longest = 100;

    public static string Of(string text) => $"'{Line(text)}'";

    /// <summary>Returns text on one line, with control characters escaped, shortened if it is long.</summary>
    public static string Line(string text) =>
        string.Concat(
            text.Take(Longest)
                .Select(c =>
                    char.IsControl(c) || c is '\u2028' or '\u2029'
                        ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                        : c.ToString()
                )
        ) + (text.Length > Longest ? "..." : "");
}
