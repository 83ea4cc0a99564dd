using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ServeMulti.Parameters;

/// <summary>An executable and its arguments; never a shell string. Immutable.</summary>
/// <remarks>
/// An option is an argument that starts with <c>-</c> and is not a number. What follows a bare <c>--</c>, and the executable itself, are
/// not options.
/// </remarks>
/// <example>
/// <code>
/// var command = CommandLine.Parse("vllm serve m --max_num_seqs 8");
/// command.With(new ParameterSet { { "max_num_seqs", 16 } }).ToString(); // vllm serve m --max_num_seqs 16
/// </code>
/// </example>
public sealed class CommandLine : IEquatable<CommandLine>
{
    private readonly string[] _arguments;
    private byte[]? _canonical;
    private CommandProgram? _program;
    private Hidden? _hidden;

    /// <summary>Initializes a new instance from an executable and its arguments.</summary>
    /// <param name="executable">A path, or a name to look up in <c>PATH</c>; not empty.</param>
    /// <param name="arguments">The arguments, as the process receives them; empty ones and ones with any character but NUL are
    /// legal.</param>
    /// <exception cref="ArgumentException"><paramref name="executable"/> is empty, or an argument is null.</exception>
    /// <exception cref="InvalidInputException">The executable or an argument holds a NUL character or half of a surrogate pair.</exception>
    public CommandLine(string executable, params IEnumerable<string> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(executable);
        ArgumentNullException.ThrowIfNull(arguments);
        Executable = CheckWord(executable);
        _arguments = [.. arguments];
        foreach (var argument in _arguments)
        {
            CheckWord(argument ?? throw new ArgumentException("An argument is null.", nameof(arguments)));
        }

        Arguments = Array.AsReadOnly(_arguments);
    }

    // For words that were checked before; takes the array over.
    private CommandLine(string executable, string[] arguments)
    {
        Executable = executable;
        _arguments = arguments;
        Arguments = Array.AsReadOnly(arguments);
    }

    /// <summary>Gets the executable: a path, or a name to look up in <c>PATH</c>.</summary>
    public string Executable { get; }

    /// <summary>Gets the arguments, without the executable.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Splits text into a command by POSIX shell-word rules.</summary>
    /// <remarks>
    /// Single quotes keep everything; in double quotes a backslash escapes <c>$ ` " \</c> and a line break; elsewhere it escapes any
    /// character and joins lines. Nothing is expanded: <c>$</c>, <c>*</c>, <c>|</c>, <c>#</c> and <c>~</c> are plain characters.
    /// </remarks>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidInputException">The text is empty, sets variables in front of the program (<c>A=1 vllm serve</c>, for which
    /// <c>env</c> is needed), a quote is not closed, it ends in a backslash, or holds a NUL character or half of a surrogate
    /// pair.</exception>
    public static CommandLine Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = ShellWords.Split(text);
        RefuseAssignments(text, words);
        if (words.Count == 0 || words[0].Length == 0)
        {
            throw new InvalidInputException(
                $"command {Excerpt.Of(text)}: names no executable; write the program first, then its arguments."
            );
        }

        return new(words[0], words.Skip(1));
    }

    /// <summary>Returns a copy with a parameter set laid over it.</summary>
    /// <remarks>
    /// Each parameter replaces the first occurrence of its option and removes the later ones, so that it always wins; an option that does
    /// not stand in the command is added at its end, before a bare <c>--</c>. A value keeps the command's own spelling and form.
    /// </remarks>
    /// <param name="parameters">The set.</param>
    /// <param name="forms">What is known of the program's options; null (the default): nothing, so that each takes one value, and a switch
    /// has a <c>--no-</c> form.</param>
    public CommandLine With(ParameterSet parameters, OptionForms? forms = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.Count == 0
            ? this
            : new(Executable, CommandOverride.Apply(_arguments, OptionsEnd, parameters, forms ?? OptionForms.None));
    }

    /// <summary>Returns a copy with arguments added at the end (before a bare <c>--</c>, where there is one).</summary>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="InvalidInputException">An argument holds a NUL character or half of a surrogate pair.</exception>
    public CommandLine Append(params IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var end = OptionsEnd;
        return new(Executable, [.. _arguments.AsSpan(0, end), .. arguments, .. _arguments.AsSpan(end)]);
    }

    /// <summary>Returns a copy to be shown to others, without secrets: <c>REDACTED</c> takes the place of values of options, variables,
    /// headers and
    /// JSON members whose names say that they are secret (<c>--api-key x</c>, <c>HF_TOKEN=x</c>), of <c>user:password</c> and <c>token=</c>
    /// in
    /// URLs, and of such a value wherever else it is among the arguments.</summary>
    /// <remarks>A secret under another name, and of no known form, stays. The executable is not changed.</remarks>
    public CommandLine Redact() => Hide().Command;

    /// <summary>Returns whether the command contains an option, in any spelling (<c>--a-b</c>, <c>--a_b=1</c>, <c>--no-a-b</c>).</summary>
    /// <param name="key">The option's name without leading dashes; a name that starts with a dash, such as <c>-p</c>, is looked for as it
    /// is.</param>
    public bool HasOption(string key) => FindLast(key, out _) >= 0;

    /// <summary>Finds the value of the last occurrence of an option, in any spelling; false if it is absent or has no value.</summary>
    /// <param name="key">The option's name without leading dashes; a name that starts with a dash, such as <c>-p</c>, is looked for as it
    /// is.</param>
    /// <param name="value">The value: what follows <c>=</c>, else the next argument unless it is an option.</param>
    public bool TryFindOption(string key, [NotNullWhen(true)] out string? value)
    {
        var index = FindLast(key, out var occurrence);
        value = occurrence switch
        {
            _ when index < 0 => null,
            OptionOccurrence.Assigned => _arguments[index][(_arguments[index].IndexOf('=', StringComparison.Ordinal) + 1)..],
            OptionOccurrence.Bare when OptionToken.HasValueBehind(_arguments, index, OptionsEnd) => _arguments[index + 1],
            _ => null,
        };
        return value is not null;
    }

    /// <inheritdoc/>
    public bool Equals(CommandLine? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Executable == other.Executable && _arguments.AsSpan().SequenceEqual(other._arguments));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CommandLine);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Executable);
        foreach (var argument in _arguments)
        {
            hash.Add(argument);
        }

        return hash.ToHashCode();
    }

    /// <summary>Returns the command quoted so that it can be pasted into a POSIX shell.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        ShellWords.AppendQuotedExecutable(text, Executable);
        foreach (var argument in _arguments)
        {
            ShellWords.AppendQuoted(text.Append(' '), argument);
        }

        return text.ToString();
    }

    /// <summary>Gets the words of the command as a JSON list in UTF-8, without secrets: they are not what is measured, and the list is
    /// stored. Made once.</summary>
    internal byte[] CanonicalUtf8 => _canonical ??= SpellCanonical();

    /// <summary>Gets the arguments with secrets, as one text; null where there is none.</summary>
    internal string? HiddenText =>
        ReferenceEquals(Redact(), this)
            ? null
            : string.Join('\n', _arguments.Where((argument, index) => argument != Redact()._arguments[index]));

    /// <summary>Gets the secrets in the arguments. Found once.</summary>
    internal SecretList Secrets => Hide().Secrets;

    /// <summary>Gets what the command really runs. Found once.</summary>
    internal CommandProgram Program => _program ??= CommandProgram.From(this);

    /// <summary>Gets where the options of the program end: a bare <c>--</c> of a wrapper in front of it (<c>uv run -- vllm serve</c>) does
    /// not end them.</summary>
    private int OptionsEnd => OptionToken.FindOptionsEnd(_arguments, HasBareEnd ? Program.Start : 0);

    private bool HasBareEnd => _arguments.AsSpan().Contains("--");

    private byte[] SpellCanonical()
    {
        var json = new StringBuilder("[");
        JsonSpelling.AppendString(json, Executable);
        foreach (var argument in Redact()._arguments)
        {
            JsonSpelling.AppendString(json.Append(','), argument);
        }

        return Encoding.UTF8.GetBytes(json.Append(']').ToString());
    }

    private Hidden Hide()
    {
        if (_hidden is { } known)
        {
            return known;
        }

        var secrets = new SecretList();
        var redacted = SecretWords.Redact(_arguments, secrets);
        return _hidden = new Hidden(ReferenceEquals(redacted, _arguments) ? this : new CommandLine(Executable, redacted), secrets);
    }

    // A shell would take such a word for a variable. Where it is quoted, it is a program for shells too.
    private static void RefuseAssignments(string text, List<string> words)
    {
        if (words.Count > 0 && CommandWrapper.IsAssignment(text.AsSpan().TrimStart()))
        {
            var name = words[0][..words[0].IndexOf('=', StringComparison.Ordinal)];
            var cure = Excerpt.Line(new CommandLine("env", words).Redact().ToString());
            throw new InvalidInputException(
                $"the command sets {name} in front of the program, which only a shell understands, and none runs it; write env in front: {cure}"
            );
        }
    }

    // What is not Unicode would reach the process as something else.
    private static string CheckWord(string word) =>
        word.Contains('\0', StringComparison.Ordinal)
            ? throw new InvalidInputException($"command: {Excerpt.Of(word)} holds a NUL character, which no argument can hold; remove it.")
        : ParameterCheck.IsUnicode(word) ? word
        : throw new InvalidInputException(
            $"command: {Excerpt.Of(word)} holds half of a surrogate pair, which is not valid Unicode; correct it."
        );

    private int FindLast(string key, out OptionOccurrence occurrence)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        for (var i = OptionsEnd - 1; i >= 0; i--)
        {
            occurrence = OptionToken.Match(_arguments[i], key);
            if (occurrence != OptionOccurrence.None)
            {
                return i;
            }
        }

        occurrence = OptionOccurrence.None;
        return -1;
    }

    private sealed record Hidden(CommandLine Command, SecretList Secrets);
}
