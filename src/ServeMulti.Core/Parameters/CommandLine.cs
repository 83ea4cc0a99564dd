namespace ServeMulti.Parameters;

/// <summary>An executable and its arguments; never a shell string. Immutable.</summary>
public sealed class CommandLine : IEquatable<CommandLine>
{
    /// <summary>Initializes a new instance from an executable and its arguments.</summary>
    public CommandLine(string executable, params IEnumerable<string> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(executable);
        Executable = executable;
        Arguments = [.. arguments];
    }

    /// <summary>Gets the executable: a path, or a name to look up in <c>PATH</c>.</summary>
    public string Executable { get; }

    /// <summary>Gets the arguments, without the executable.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Splits text into a command by POSIX shell-word rules.</summary>
    /// <exception cref="InvalidInputException">The text is empty, or a quote is not closed.</exception>
    public static CommandLine Parse(string text) => throw new NotImplementedException();

    /// <summary>Returns a copy with a parameter set laid over it.</summary>
    public CommandLine With(ParameterSet parameters) => throw new NotImplementedException();

    /// <summary>Returns a copy with arguments added at the end (before a bare <c>--</c>, where there is one).</summary>
    public CommandLine Append(params IEnumerable<string> arguments) => throw new NotImplementedException();

    /// <summary>Tells whether an option stands in the command, in any spelling (<c>--a-b</c>, <c>--a_b=1</c>, <c>--no-a-b</c>).</summary>
    public bool HasOption(string key) => throw new NotImplementedException();

    /// <summary>Finds the value of the last occurrence of an option, in any spelling; false where it is absent or has no value.</summary>
    public bool TryFindOption(string key, out string? value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public bool Equals(CommandLine? other) => other is not null && Executable == other.Executable && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CommandLine);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Executable, Arguments.Count);

    /// <summary>Returns the command quoted so that it can be pasted into a POSIX shell.</summary>
    public override string ToString() => throw new NotImplementedException();
}
