namespace ServeMulti.Results;

/// <summary>Quotes text that a spreadsheet would run as a formula when it opens a CSV file.</summary>
internal static class FormulaText
{
    // Those that OWASP lists for CSV injection.
    private const string Beginnings = "=+-@\t\r\n";

    /// <summary>Returns the text with a <c>'</c> in front of it if it begins as a formula does; a spreadsheet shows it as text.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && Beginnings.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
}
