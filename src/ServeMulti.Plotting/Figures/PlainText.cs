namespace ServeMulti.Plotting.Figures;

/// <summary>Prevents the plot library from parsing <c>_{</c> and <c>^{</c> in names as subscript and superscript.</summary>
internal static class PlainText
{
    private const string Nothing = "\u200B";

    public static string Of(string text) =>
        text.Replace("_{", $"_{Nothing}{{", StringComparison.Ordinal).Replace("^{", $"^{Nothing}{{", StringComparison.Ordinal);
}
