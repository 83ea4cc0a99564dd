namespace ServeMulti.Cli.Display;

/// <summary>Colours text for a terminal that shows colours.</summary>
/// <remarks>There are none where the output is no terminal, where <c>TERM</c> is <c>dumb</c> or missing (except on Windows), where
/// <c>NO_COLOR</c> has a value (https://no-color.org), and where <c>CLICOLOR</c> is 0.</remarks>
internal sealed class Colours
{
    private const string Reset = "\u001b[0m";

    /// <summary>The first word of a line that says what the line is.</summary>
    private static readonly (string Word, Tone Tone)[] Prefixes =
    [
        ("error:", Tone.Bad),
        ("warning:", Tone.Doubtful),
        ("note:", Tone.Aside),
    ];

    private readonly bool _areShown;

    private Colours(bool areShown) => _areShown = areShown;

    /// <summary>Gets no colours.</summary>
    public static Colours None { get; } = new(areShown: false);

    /// <summary>Gets colours wherever they go.</summary>
    public static Colours Always { get; } = new(areShown: true);

    /// <summary>Returns the colours of an output.</summary>
    /// <param name="isTerminal">Whether it is a terminal.</param>
    /// <param name="findVariable">Finds a variable of the environment.</param>
    public static Colours Of(bool isTerminal, Func<string, string?> findVariable) =>
        isTerminal
        && (OperatingSystem.IsWindows() || findVariable("TERM") is not (null or "" or "dumb"))
        && findVariable("NO_COLOR") is null or ""
        && findVariable("CLICOLOR") != "0"
            ? Always
            : None;

    /// <summary>Colours a line or a part of one.</summary>
    public string Paint(string text, Tone tone) => _areShown && text.Length > 0 && Code(tone) is { } code ? $"{code}{text}{Reset}" : text;

    /// <summary>Colours the word with which a line says what it is, such as <c>error:</c>.</summary>
    public string PaintPrefix(string line) =>
        _areShown && Prefixes.FirstOrDefault(prefix => line.StartsWith(prefix.Word, StringComparison.Ordinal)) is { Word: { } word } found
            ? Paint(word, found.Tone) + line[word.Length..]
            : line;

    private static string? Code(Tone tone) =>
        tone switch
        {
            Tone.Good => "\u001b[32m",
            Tone.Doubtful => "\u001b[33m",
            Tone.Bad => "\u001b[31m",
            Tone.Aside => "\u001b[2m",
            _ => null,
        };
}
