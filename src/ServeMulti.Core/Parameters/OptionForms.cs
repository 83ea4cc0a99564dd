namespace ServeMulti.Parameters;

/// <summary>What is known of a program's options, as data: which take several values, and which are switches without a <c>--no-</c>
/// form.</summary>
/// <remarks>
/// Names are those of <see cref="ParameterSet"/>, without leading dashes; <c>-</c> and <c>_</c> are interchangeable. The forms of the
/// known servers are <c>ServerProfile.OptionForms</c>; a host or a user names further ones.
/// </remarks>
/// <example>
/// <code>
/// var forms = new OptionForms { MultiValueOptions = ["goodput"], PlainSwitches = ["disable-radix-cache"] };
/// CommandLine.Parse("bench --goodput ttft:1 tpot:1").With(new ParameterSet { { "goodput", "ttft:5000" } }, forms); // bench --goodput ttft:5000
/// </code>
/// </example>
public sealed record OptionForms
{
    private readonly string[] _multiValueOptions = [];
    private readonly string[] _plainSwitches = [];
    private readonly HashSet<string> _multiValueKeys = [];
    private readonly HashSet<string> _plainKeys = [];

    /// <summary>Gets the forms of a program of which nothing is known.</summary>
    public static OptionForms None { get; } = new();

    /// <summary>Gets the options that take several values, each an argument of its own; default none. A list is written as several
    /// arguments, and an override replaces all values.</summary>
    /// <exception cref="InvalidInputException">A name is not that of an option.</exception>
    public IReadOnlyList<string> MultiValueOptions
    {
        get => _multiValueOptions;
        init => (_multiValueOptions, _multiValueKeys) = Read(value);
    }

    /// <summary>Gets the switches that have no <c>--no-</c> form; default none. <c>false</c> leaves such a switch out.</summary>
    /// <exception cref="InvalidInputException">A name is not that of an option.</exception>
    public IReadOnlyList<string> PlainSwitches
    {
        get => _plainSwitches;
        init => (_plainSwitches, _plainKeys) = Read(value);
    }

    /// <summary>Gets whether <c>--key=value</c> means <c>--key value</c>; default true. Where it does not, a value is always an
    /// argument of its own.</summary>
    public bool AcceptsAssignedValues { get; init; } = true;

    /// <summary>Returns a copy that also knows what others know; whether values may be assigned stays.</summary>
    /// <param name="others">The other forms.</param>
    public OptionForms And(OptionForms others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return others._multiValueOptions.Length + others._plainSwitches.Length == 0
            ? this
            : this with
            {
                MultiValueOptions = [.. _multiValueOptions, .. others._multiValueOptions],
                PlainSwitches = [.. _plainSwitches, .. others._plainSwitches],
            };
    }

    internal bool TakesSeveral(string key) => _multiValueKeys.Contains(OptionKey.Normalize(key));

    internal bool IsPlainSwitch(string key) => _plainKeys.Contains(OptionKey.Normalize(key));

    private static (string[] Names, HashSet<string> Keys) Read(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] kept = [.. names.Distinct(StringComparer.Ordinal)];
        return kept.FirstOrDefault(name => !OptionKey.IsValid(name)) is { } wrong
            ? throw new InvalidInputException(
                $"{Excerpt.Of(wrong)} is not an option name; write it without leading dashes, with letters, digits, '_', '-' and '.' only."
            )
            : (kept, [.. kept.Select(OptionKey.Normalize)]);
    }
}
