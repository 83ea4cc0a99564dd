using System.Collections;
using System.Text;

namespace ServeMulti.Parameters;

/// <summary>Replaces secrets in text by <c>REDACTED</c>: in what programs print, in messages, in anything that others may read. Immutable;
/// safe for use from several threads.</summary>
/// <remarks>
/// <para>It knows the secrets in the commands that it is given, and those in this process's environment: values of options, variables,
/// headers and JSON members whose names say so (<c>--api-key</c>, <c>HF_TOKEN</c>,
/// <c>password</c>), and of <c>user:password</c> and <c>token=</c> in URLs. They are replaced wherever they appear in a text. What is not
/// known is replaced where it stands behind such a name, or begins as the keys of well-known services do.</para>
/// <para>Known values of fewer than 8 characters are replaced as whole words only; those of fewer than 4, and placeholders such as <c>test</c>
/// and <c>EMPTY</c>, are not replaced in other text.</para>
/// </remarks>
/// <example>
/// <code>
/// var redactor = new SecretRedactor(CommandLine.Parse("vllm serve m --api-key sk-1234567890"));
/// Console.WriteLine(redactor.Redact("refused: sk-1234567890")); // refused: REDACTED
/// </code>
/// </example>
public sealed class SecretRedactor
{
    private readonly SecretList _known = new();

    /// <summary>Initializes a new instance.</summary>
    /// <param name="commands">The commands whose secrets are replaced; none: those of this process's environment alone.</param>
    public SecretRedactor(params IEnumerable<CommandLine> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            AddVariable((string)variable.Key, (string?)variable.Value);
        }

        foreach (var command in commands)
        {
            _known.AddAll(command.Secrets);
        }
    }

    /// <summary>Makes a redactor that also knows the secrets of an environment.</summary>
    internal SecretRedactor(IEnumerable<CommandLine> commands, IEnumerable<KeyValuePair<string, string?>> environment)
        : this(commands)
    {
        foreach (var (name, value) in environment)
        {
            AddVariable(name, value);
        }
    }

    /// <summary>Replaces secrets.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text without the secrets; the same text where there are none.</returns>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SecretText.Redact(_known.Redact(text));
    }

    /// <summary>Replaces secrets in lines.</summary>
    internal IReadOnlyList<string> Redact(IReadOnlyList<string> lines)
    {
        string[] redacted = [.. lines.Select(line => Redact(line ?? ""))];
        return redacted.SequenceEqual(lines, StringComparer.Ordinal) ? lines : redacted;
    }

    /// <summary>Returns the JSON of a measured value without secrets; null where it has none.</summary>
    /// <remarks>A value without a secret that is known is not looked at by form: what a model wrote is part of the measurement.</remarks>
    internal byte[]? TryRedactJson(ReadOnlySpan<byte> utf8Json)
    {
        if (!_known.AreIn(utf8Json))
        {
            return null;
        }

        // Their spellings in JSON are known too, and none of them holds a character that ends a string.
        return Encoding.UTF8.GetBytes(_known.Redact(Encoding.UTF8.GetString(utf8Json)));
    }

    private void AddVariable(string name, string? value)
    {
        if (
            value is not null
            && (
                (SecretNames.AreLikely(name) && (SecretNames.AreCertain(name) || SecretForms.LooksLikeKey(value)))
                || SecretForms.KnownKey().IsMatch(value)
            )
        )
        {
            _known.Add(value);
        }
        else if (value?.Contains("://", StringComparison.Ordinal) == true)
        {
            _ = SecretText.Redact(value, _known);
        }
    }
}
